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
  'notification-defaults',
  'fields',
  'api-keys',
  'webhooks',
]
it.each(settings)('the settings of %s read well to everyone', async name => {
  const page = await house.open('dana', `/settings/${name}`)
  await settled(page)
  expect(await lookAt(page, `settings-${name}`)).toEqual([])
})

it('RevOps says how a role is told; what somebody chose for themselves stays theirs', async () => {
  const poolMail = async (who: string) => (await house.api(who, 'GET', '/me/notifications')).body.kinds.pool.mail
  const before = await poolMail('dana')
  await house.api('tomasz', 'PATCH', '/me/notifications', { kinds: { pool: { page: true, mail: 'hourly' } } })
  const page = await house.open('dana', '/settings/notification-defaults')
  await page.getByRole('button', { name: /^For/ }).click()
  await page.getByRole('combobox', { name: 'For' }).fill('sales')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^A lead goes to the pool: by mail/ }).click()
  await page.getByRole('option', { name: 'Every morning' }).click()
  await page.getByText('One line differs from everybody’s.').waitFor()
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText('Notification defaults are saved').waitFor()
  expect(await poolMail('ines')).toBe('daily')
  expect(await poolMail('tomasz')).toBe('hourly')
  expect(await poolMail('dana')).toBe(before)
  await settled(page)
  expect(await lookAt(page, 'settings-notification-defaults-role')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('button', { name: 'As everybody' }).click()
  await page.getByRole('button', { name: /^Save/ }).click()
  await expect.poll(() => poolMail('ines'), { timeout: 10_000 }).toBe(before)
})
