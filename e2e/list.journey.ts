import fs from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { firstList } from '../bench/page_size.ts'
import { useHouse } from './start.ts'

const house = useHouse()
const rows = (page: Page) => page.getByRole('table', { name: 'Leads' }).locator('tbody tr[data-id]')
const count = async (page: Page) => {
  const words = await page.getByText(/^[\d,]+ leads?$/).innerText()
  return Number(words.replaceAll(/\D/g, ''))
}
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

/** A filter from the keyboard: its field, then what it asks. */
async function filter(page: Page, field: string, then: () => Promise<void>): Promise<void> {
  await press(page, '/')
  await page.getByRole('combobox', { name: 'Filter by' }).fill(field)
  await press(page, 'Enter')
  await then()
  await press(page, 'Escape')
}
const pick = (page: Page, name: string, text: string) => async () => {
  await page.getByRole('combobox', { name }).fill(text)
  await press(page, 'Enter')
}

it('is there after few requests and little script', async () => {
  const page = await house.open('ines', '/leads')
  await rows(page).first().waitFor()
  await page.getByRole('navigation', { name: 'Views' }).locator('.on span').first().waitFor()
  const asked: string[] = await page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)")
  // And the page itself.
  expect(asked.length + 1, asked.join('\n')).toBeLessThanOrEqual(15)
  expect(firstList()?.scripts).toBeLessThan(200_000)
})

it('filters of several kinds, sort, columns, groups, a saved view, and the address of it all', async () => {
  const page = await house.open('ines', '/leads?view=all')
  await rows(page).first().waitFor()
  const all = await count(page)
  await filter(page, 'Status', pick(page, 'Status', 'new'))
  await filter(page, 'Country', pick(page, 'Country', 'germany'))
  await expect.poll(() => count(page)).toBeLessThan(all)
  await page.getByRole('button', { name: 'Remove the filter Country' }).click()
  await filter(page, 'Score', async () => page.getByRole('textbox', { name: /score/i }).fill('20'))
  await filter(page, 'Created', async () => page.getByRole('textbox', { name: 'How many' }).fill('60'))
  const filtered = await count(page)
  expect(filtered).toBeLessThan(all)

  await page.getByRole('columnheader', { name: 'Company' }).getByRole('button').first().click()
  await page.waitForURL(/sort=company/)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('textbox', { name: 'Find a field' }).fill('Phone')
  await page.getByRole('checkbox', { name: 'Phone' }).click()
  await press(page, 'Escape')
  await page.getByRole('columnheader', { name: 'Phone' }).waitFor()
  await page.getByRole('button', { name: 'Group' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Owner' }).click()
  await page.getByRole('button', { name: 'By owner' }).waitFor()
  const settledCount = await count(page)

  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.getByRole('columnheader', { name: 'Phone' }).waitFor()
  await other.getByRole('button', { name: 'By owner' }).waitFor()
  expect(await count(other)).toBe(settledCount)
  await other.close()

  await page.getByRole('button', { name: 'Save as view' }).click()
  await page.getByLabel('Name').fill('Fresh and good')
  await page.getByRole('checkbox', { name: 'Everyone may use it' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: /Fresh and good/ })
    .first()
    .waitFor()

  const colleague = await house.open('tomasz', '/leads')
  await colleague
    .getByRole('link', { name: /Fresh and good/ })
    .first()
    .click()
  await colleague.getByRole('columnheader', { name: 'Phone' }).waitFor()
})

it('several at once, by keyboard only, and everything taken back', async () => {
  const { body } = await house.api('dana', 'POST', '/leads/query', {
    filter: { field: 'status', op: 'is', value: 'new' },
    sort: [{ field: 'created_at', direction: 'desc' }],
    limit: 3,
  })
  const ids: string[] = body.data.map((lead: { id: string }) => lead.id)
  const owners = async () => Promise.all(ids.map(async id => (await house.api('dana', 'GET', `/leads/${id}`)).body.owner_id))
  const before = await owners()
  const page = await house.open(
    'dana',
    `/leads?view=all&sort=-created_at&f=${encodeURIComponent(JSON.stringify({ field: 'status', op: 'is', value: 'new' }))}`,
  )
  await rows(page).first().waitFor()
  await press(page, 'j', 'x', 'j', 'x', 'j', 'x')
  await page.getByText('3 selected').waitFor()
  await press(page, 'a')
  await pick(page, 'Assign 3 leads to', 'priya')()
  await page.getByText('3 leads assigned to Priya Nand').waitFor()
  const { body: people } = await house.api('dana', 'GET', '/users?email=priya@northlight.example')
  await expect.poll(owners).toEqual(ids.map(() => people.data[0].id))
  await press(page, 'Control+z')
  await expect.poll(owners).toEqual(before)

  await press(page, 'e')
  await page.getByRole('button', { name: /^Field/ }).press('Enter')
  await pick(page, 'Field', 'Next step')()
  await page.getByLabel('New next step', { exact: true }).fill('Call on Monday')
  await press(page, 'Control+Enter')
  await page.getByText('3 leads changed').waitFor()
  await expect.poll(async () => (await house.api('dana', 'GET', `/leads/${ids[0]}`)).body.next_steps).toBe('Call on Monday')

  await press(page, 't')
  await page.getByLabel('Subject').fill('Look through these')
  await press(page, 'Control+Enter')
  await page.getByText('A task was added to 3 leads').waitFor()

  await press(page, 'Backspace')
  await page.getByText('3 leads deleted').waitFor()
  await expect.poll(async () => (await house.api('dana', 'GET', `/leads/${ids[0]}`)).body.deleted_at).not.toBeNull()
  await press(page, 'Control+z')
  await expect.poll(async () => (await house.api('dana', 'GET', `/leads/${ids[0]}`)).body.deleted_at ?? null).toBeNull()
})

it('shift selects a range, and what is selected is downloaded', async () => {
  const page = await house.open('dana', '/leads?view=all&sort=name')
  await rows(page).nth(4).waitFor()
  await rows(page).nth(0).getByRole('checkbox').click()
  await rows(page)
    .nth(3)
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] })
  await page.getByText('4 selected').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()])
  const lines = fs
    .readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\n')
  expect(download.suggestedFilename()).toBe('leads.csv')
  expect(lines).toHaveLength(5)
})
