import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()
let page: Page

beforeEach(async () => {
  await house.api('dana', 'POST', '/leads', {
    name: 'Tamsin Okonkwo',
    email: 'tamsin@velvetharbour.example',
    phone: '+44 20 7946 0321',
    company: 'Velvet Harbour',
  })
  page = await house.open('ines', '/')
  await page.getByRole('heading', { name: 'Hello Ines' }).waitFor()
  await page.keyboard.press('Control+k')
})

const search = () => page.getByRole('combobox', { name: 'Search and commands' })
const hit = (name: RegExp) => page.getByRole('listbox', { name: 'Results' }).getByRole('option', { name })

it.each([
  ['name', 'tamsin oko'],
  ['mail', 'tamsin@velvet'],
  ['domain', 'velvetharbour.example'],
  ['phone', '7946 0321'],
  ['typo', 'tamsni okonkwo'],
])('a person is found by %s', async (_, typed) => {
  await search().fill(typed)
  await hit(/Tamsin Okonkwo/)
    .first()
    .waitFor()
})

it('a company is previewed, opened, and commands run', async () => {
  const { body } = await house.api('dana', 'GET', '/accounts?limit=1&sort=name')
  const account = body.data[0]
  await search().fill(account.name)
  await hit(new RegExp(account.name)).first().waitFor()
  await page.getByRole('heading', { name: account.name, exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/accounts/${account.id}`)

  await page.keyboard.press('Control+k')
  await search().fill('>go to tasks')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/tasks*')

  await page.keyboard.press('Control+k')
  await search().fill('tamsin')
  await hit(/Assign Tamsin Okonkwo/)
    .first()
    .click()
  await page.getByRole('combobox', { name: 'Assign Tamsin Okonkwo to' }).fill('hanneke')
  await page.keyboard.press('Enter')
  await page.getByText('Tamsin Okonkwo assigned to Hanneke Smit').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
})

it('what the page of a record can do is run from there, and what cannot be done says why', async () => {
  const me = (await house.api('ines', 'GET', '/me')).body.id
  await house.api('dana', 'POST', '/sequences', {
    name: 'After the webinar',
    steps: [{ key: 'thanks', subject: 'Thanks for coming', body: 'Hi {{first_name|there}}', delay_days: 1, at: '09:00' }],
  })
  const { body: lead } = await house.api('ines', 'POST', '/leads', {
    name: 'Paul Palette',
    email: 'paul@palette.example',
    company: 'Palette',
    country: 'DE',
    owner_id: me,
  })
  const run = async (typed: string, label: RegExp) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(`>${typed}`)
    await hit(label).and(page.locator('[aria-selected="true"]')).waitFor()
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Escape')
  await page.goto(`/leads/${lead.id}`)
  await page.getByRole('list', { name: 'Status' }).waitFor()
  await settled(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('group', { name: 'On Paul Palette' }).getByRole('option').first().waitFor()
  expect(await lookAt(page, 'palette-on-a-lead')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.keyboard.press('Escape')

  await run('log a call', /^Log a call/)
  await page.getByRole('textbox', { name: 'What was said, and what comes next' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type('Decides in May')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('list', { name: 'Status' }).locator('[aria-current="step"]').filter({ hasText: 'Working' }).waitFor()
  await run('new task', /^New task/)
  await page.getByRole('dialog', { name: /Paul Palette/ }).waitFor()
  await page.keyboard.press('Escape')
  await run('enrol', /^Enrol in a sequence/)
  await page.getByRole('dialog', { name: /^Enrol Paul Palette/ }).waitFor()
  await page.keyboard.press('Escape')
  await run('pool', /^Put into the pool/)
  await page.keyboard.type('No time')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Paul Palette is in the pool').waitFor()
  await page.getByRole('button', { name: 'Claim' }).waitFor()
  await run('claim', /^Claim/)
  await page.getByText('Paul Palette is yours').waitFor()
  await run('conv', /^Convert/)
  const dialog = page.getByRole('dialog', { name: 'Convert Paul Palette' })
  await dialog.getByRole('region', { name: 'Opportunity' }).getByLabel('Close date').waitFor()
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  const { opportunity_id } = (await house.api('ines', 'GET', `/leads/${lead.id}`)).body
  await page.goto(`/opportunities/${opportunity_id}`)
  await page.getByRole('list', { name: 'Stage', exact: true }).waitFor()
  await run('move to demo', /^Move to Demo completed/)
  await page
    .getByRole('list', { name: 'Stage', exact: true })
    .locator('[aria-current="step"]')
    .filter({ hasText: 'Demo completed' })
    .waitFor()

  page = await house.open('sofia', `/opportunities/${opportunity_id}`)
  await page.getByRole('list', { name: 'Stage', exact: true }).waitFor()
  await page.keyboard.press('Control+k')
  const refused = page.getByRole('option', { name: /^Move to Closed/, disabled: true })
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('>move to closed')
  await refused.first().waitFor()
  expect(await refused.first().getAttribute('title')).toBe('Your role may not change opportunities.')
  await page.keyboard.press('Enter')
  await refused.first().waitFor()
})
