import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()

const settings = [
  'you',
  'sign-in',
  'territories',
  'statuses',
  'scores',
  'first-reply',
  'working-hours',
  'pool',
  'choices',
  'forms',
  'addresses',
  'product-events',
  'workspace',
  'people',
  'roles',
  'fields',
  'api-keys',
  'webhooks',
]
it.each(settings)('the settings of %s read well to everyone', async name => {
  const page = await house.open('dana', `/settings/${name}`)
  await settled(page)
  expect(await lookAt(page, `settings-${name}`)).toEqual([])
})
