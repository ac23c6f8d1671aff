import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()
type Steps = (page: Page) => Promise<void>
const button =
  (name: string | RegExp): Steps =>
  page =>
    page.getByRole('button', { name }).first().click()
const key =
  (...keys: string[]): Steps =>
  async page => {
    for (const one of keys) await page.keyboard.press(one)
  }

async function firstOf(plural: string, sort = '-created_at'): Promise<string> {
  const { body } = await house.api('dana', 'GET', `/${plural}?limit=1&sort=${sort}`)
  return `/${plural}/${body.data[0].id}`
}

async function look(who: string | null, name: string, address: string, steps: Steps[] = []): Promise<string[]> {
  const page = await house.open(who, address)
  await settled(page)
  for (const step of steps) await step(page)
  const found = await lookAt(page, name)
  await page.context().close()
  return found
}

const daily: [name: string, address: string][] = [
  ['home', '/'],
  ['leads', '/leads?view=all'],
  ['contacts', '/contacts'],
  ['accounts', '/accounts'],
  ['opportunities', '/opportunities'],
  ['tasks', '/tasks'],
  ['needs-a-look', '/needs-a-look'],
  ['inbound', '/inbound'],
  ['outbox', '/outbox'],
  ['recent-changes', '/recent-changes'],
  ['bin', '/bin'],
  ['not-found', '/no-such-page'],
]
it.each(daily)('%s reads well to everyone', async (name, address) => {
  expect(await look('dana', name, address)).toEqual([])
})

it.each(['leads', 'contacts', 'accounts', 'opportunities'])('a page of %s reads well to everyone', async plural => {
  expect(await look('dana', `${plural}-record`, await firstOf(plural))).toEqual([])
})

it.each([
  ['sign-in', '/sign-in'],
  ['reset-password', '/reset-password'],
  ['invitation-spoilt', '/invitation/nothing'],
  ['form', '/f/contact'],
  ['api-docs', '/api/docs'],
])('%s reads well to everyone', async (name, address) => {
  house.allow(/invitation/)
  expect(await look(null, name, address)).toEqual([])
})

const dialogs: [name: string, address: string, steps: Steps[]][] = [
  ['dialog-new-lead', '/leads?view=all', [key('n')]],
  [
    'dialog-palette',
    '/leads?view=all',
    [key('Control+k'), page => page.keyboard.type('lum'), page => page.getByRole('option').first().waitFor()],
  ],
  ['dialog-keys', '/leads?view=all', [key('?')]],
  ['dialog-filter', '/leads?view=all', [key('/')]],
  ['dialog-assign', '/leads?view=all', [key('j', 'a')]],
  ['dialog-bulk', '/leads?view=all', [key('j', 'x', 'j', 'x')]],
  ['dialog-set-field', '/leads?view=all', [key('j', 'x', 'j', 'x', 'e')]],
  ['dialog-task', '/leads?view=all', [key('j', 't')]],
]
it.each(dialogs)('%s reads well to everyone', async (name, address, steps) => {
  expect(await look('dana', name, address, [page => page.getByRole('row').nth(2).waitFor(), ...steps])).toEqual([])
})

it('dialogs of a record read well to everyone', async () => {
  const lead = await firstOf('leads')
  expect(await look('dana', 'dialog-disqualify', lead, [button(/Disqualify/)])).toEqual([])
  const history: Steps = async page => {
    await button('More')(page)
    await page.getByRole('menuitem', { name: 'History' }).click()
  }
  expect(await look('dana', 'dialog-history', lead, [history])).toEqual([])
})
