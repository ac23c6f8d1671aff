import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { focusOn, press, tabTo, unseenStops, write } from './keyboard.ts'
import { settled } from './look.ts'
import { useHouse } from './start.ts'

/** A salesperson's day without a mouse: nothing in this file clicks, and Tab never passes over something that does not show it. */
const house = useHouse()
const widths = [1280, 360]
/** Key by key takes its time on a busy machine. */
const wholeDay = 240_000
let count = 0

async function makeLead(name: string, values: Record<string, unknown> = {}): Promise<string> {
  count++
  const me = await house.api('ines', 'GET', '/me')
  const { status, body } = await house.api('ines', 'POST', '/leads', {
    name,
    email: `key@tastatur-${count}.example`,
    company: `Tastatur ${count}`,
    country: 'NO',
    owner_id: me.body.id,
    ...values,
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return String(body.id)
}
const read = async (path: string) => (await house.api('ines', 'GET', path)).body
const open = (who: string, at: string, width: number) => house.open(who, at, { viewport: { width, height: 800 } })
const standsOn = (page: Page, path: 'Status' | 'Stage', step: string) =>
  page.getByRole('list', { name: path, exact: true }).locator('[aria-current="step"]').filter({ hasText: step }).waitFor()
const undone = async (page: Page) => {
  await press(page, 'Control+z')
  await page.getByText('Undone', { exact: true }).first().waitFor()
  await settled(page)
}
/** Chooses from the list that a key has opened. */
const choose = async (page: Page, list: RegExp | string, typed: string) => {
  await page.getByRole('combobox', { name: list }).waitFor()
  await page.keyboard.type(typed)
  await press(page, 'Enter')
}
/** What closing as won asks for: the focus is on the first of it. */
const fillWinning = async (page: Page) => {
  await page.getByLabel('Contract start').waitFor()
  await focusOn(page, 'INPUT')
  await page.keyboard.type('12012026')
  await tabTo(page, page.getByRole('button', { name: 'Products: choose' }))
  await press(page, 'Enter')
  await choose(page, 'Products', 'Session replay')
  await press(page, 'Escape')
  await focusOn(page, /a product/)
  await press(page, 'Control+Enter')
}

it.each(widths)(
  'a lead becomes a customer who renews, each step taken back once, at %i px',
  async width => {
    // The page writes against the version that it knows; where that has moved on it looks and writes again.
    house.allow(/status of 409/)
    const id = await makeLead('Tove Tast')
    const page = await open('ines', `/leads/${id}`, width)
    await standsOn(page, 'Status', 'New')
    await settled(page)

    await press(page, 'c')
    await page.keyboard.type('Shall we talk on Thursday?')
    await press(page, 'Control+Enter')
    await standsOn(page, 'Status', 'Working')
    await tabTo(page, page.getByRole('checkbox', { name: 'Reach out' }))
    await press(page, 'Space')
    await page.getByRole('checkbox', { name: 'Reach out', checked: true }).waitFor()

    await press(page, 's')
    await choose(page, /^Status of/, 'Nurturing')
    await focusOn(page, /INPUT/)
    await write(page, 'in 3 weeks')
    await press(page, 'Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await standsOn(page, 'Status', 'Nurturing')
    await press(page, 'Control+z')
    await standsOn(page, 'Status', 'Working')

    const dialog = page.getByRole('dialog', { name: 'Convert Tove Tast' })
    const convert = async () => {
      await press(page, 'Shift+C')
      await dialog.getByRole('region', { name: 'Opportunity' }).getByLabel('Close date').waitFor()
      await settled(page)
    }
    await convert()
    await press(page, 'Escape')
    await dialog.waitFor({ state: 'detached' })
    await convert()
    await tabTo(page, dialog.getByRole('region', { name: 'Opportunity' }).getByLabel('Amount'))
    await write(page, '48000')
    await press(page, 'Control+Enter')
    await standsOn(page, 'Status', 'Converted')
    await undone(page)
    await standsOn(page, 'Status', 'Working')
    await convert()
    await press(page, 'Control+Enter')
    await standsOn(page, 'Status', 'Converted')
    const { opportunity_id } = await read(`/leads/${id}`)
    await settled(page)
    await tabTo(page, page.getByText('Go on with').getByRole('link').last())
    await press(page, 'Enter')
    await page.waitForURL(`**/opportunities/${opportunity_id}`)

    await standsOn(page, 'Stage', 'Inbound lead')
    await settled(page)
    await press(page, 's')
    await choose(page, /^Stage of/, 'Demo completed')
    await standsOn(page, 'Stage', 'Demo completed')
    await undone(page)
    await standsOn(page, 'Stage', 'Inbound lead')
    await tabTo(page, page.getByRole('list', { name: 'Stage', exact: true }).getByRole('button', { name: 'Product evaluation' }))
    await press(page, 'Enter')
    await tabTo(page, page.getByRole('button', { name: 'Move to Product evaluation' }))
    await press(page, 'Enter')
    await standsOn(page, 'Stage', 'Product evaluation')

    await house.api('ines', 'PATCH', `/opportunities/${opportunity_id}`, { type: 'annual_plan' })
    const win = async () => {
      await press(page, 's')
      await choose(page, /^Stage of/, 'Closed won')
      await fillWinning(page)
      await page.getByText('Won', { exact: true }).first().waitFor()
      await settled(page)
    }
    await win()
    expect((await read(`/opportunities/${opportunity_id}`)).renewal_id).not.toBeNull()
    await undone(page)
    await standsOn(page, 'Stage', 'Product evaluation')
    await win()

    await tabTo(page, page.getByRole('checkbox', { name: 'Tracking set up in production' }))
    await press(page, 'Space')
    await page.getByRole('region', { name: 'Onboarding' }).getByText('1 of 7 done').waitFor()
    const check = page.getByRole('region', { name: 'Tasks' }).getByRole('checkbox', { name: /Check in: a week/ })
    await tabTo(page, check)
    await press(page, 'Space')
    await check.waitFor({ state: 'detached' })
    await press(page, 'Control+z')
    await check.waitFor()
    await settled(page)

    await tabTo(page, page.getByRole('button', { name: 'Reopen …' }), true)
    await press(page, 'Enter')
    await page.getByRole('dialog', { name: /^Reopen/ }).waitFor()
    await press(page, 'Escape')
    await focusOn(page, 'Reopen …')

    const { renewal_id } = await read(`/opportunities/${opportunity_id}`)
    await tabTo(page, page.locator(`a[href$="/opportunities/${renewal_id}"]`))
    await press(page, 'Enter')
    await page.waitForURL(`**/opportunities/${renewal_id}`)
    await standsOn(page, 'Stage', 'Qualification')
  },
  wholeDay,
)

it.each(widths)('a lead goes to the pool, comes back, and is claimed, at %i px', async width => {
  const name = `Pia Pult ${width}`
  const id = await makeLead(name)
  const page = await open('ines', `/leads/${id}`, width)
  await standsOn(page, 'Status', 'New')
  await settled(page)
  const release = async () => {
    await tabTo(page, page.getByRole('button', { name: 'More', exact: true }))
    await press(page, 'Enter')
    await page.getByRole('menu', { name: 'More' }).waitFor()
    await press(page, 'p')
    await focusOn(page, /^Put into the pool/)
    await press(page, 'Enter')
    await page.getByRole('textbox', { name: /^Why/ }).waitFor()
  }
  await release()
  await press(page, 'Escape')
  await focusOn(page, 'More')
  await release()
  await page.keyboard.type('She writes in Danish')
  await press(page, 'Control+Enter')
  await page.getByText(`${name} is in the pool`).waitFor()
  await undone(page)
  expect((await read(`/leads/${id}`)).owner_id).not.toBeNull()
  await release()
  await page.keyboard.type('She writes in Danish')
  await press(page, 'Control+Enter')
  await page.getByText(`${name} is in the pool`).waitFor()

  const pool = await open('tomasz', '/pool', width)
  const rows = pool.getByRole('list', { name: 'Leads to claim' }).getByRole('listitem')
  const row = rows.filter({ hasText: name })
  const goThere = async () => {
    await row.waitFor()
    await settled(pool)
    const place = (await rows.allInnerTexts()).findIndex(text => text.includes(name))
    for (let step = 0; step <= place; step++) await press(pool, 'j')
    await focusOn(pool, new RegExp(name))
  }
  await goThere()
  await press(pool, 'c')
  await row.waitFor({ state: 'detached' })
  await pool.getByText(`${name} is yours`).waitFor()
  await undone(pool)
  expect((await read(`/leads/${id}`)).owner_id).toBeNull()
  await tabTo(pool, row.getByRole('button', { name: 'Claim' }))
  await press(pool, 'Enter')
  await pool.getByText(`${name} is yours`).first().waitFor()
  await expect.poll(async () => (await read(`/leads/${id}`)).assignment_reason, { timeout: 10_000 }).toContain('claimed it')
})

it.each(widths)('a lead is unqualified with a reason, and taken back, at %i px', async width => {
  const id = await makeLead('Uwe Umschalt')
  const page = await open('ines', `/leads/${id}`, width)
  await standsOn(page, 'Status', 'New')
  await settled(page)
  const dialog = page.getByRole('dialog', { name: /^Disqualify/ })
  await press(page, 'Shift+D')
  await dialog.waitFor()
  await press(page, 'Escape')
  await dialog.waitFor({ state: 'detached' })
  await press(page, 'Shift+D')
  await focusOn(page, /^Reason/)
  await press(page, 'Enter')
  await choose(page, 'Reason', 'Budget')
  await focusOn(page, /^Reason: Budget/)
  await press(page, 'Tab')
  await page.keyboard.type('Nothing before summer')
  await press(page, 'Control+Enter')
  await standsOn(page, 'Status', 'Unqualified')
  expect(await read(`/leads/${id}`)).toMatchObject({ disqualification_reason: 'budget', disqualification_notes: 'Nothing before summer' })
  await settled(page)
  await press(page, 'Control+z')
  await standsOn(page, 'Status', 'New')
  await expect.poll(async () => (await read(`/leads/${id}`)).status, { timeout: 10_000 }).toBe('new')
})

it.each(widths)('a card is moved on the board, asked, cancelled, filled, and taken back, at %i px', async width => {
  const name = `Brett ${width}`
  const account = (await house.api('ines', 'POST', '/accounts', { name })).body.id
  const { body: deal } = await house.api('ines', 'POST', '/opportunities', {
    name: `${name} – annual plan`,
    account_id: account,
    type: 'annual_plan',
    stage: 'commercial_legal_review',
    close_date: '2027-03-01',
  })
  const filter = { field: 'name', op: 'starts_with', value: name }
  const page = await open(
    'ines',
    `/opportunities?view=all&layout=board&pipeline=sales&f=${encodeURIComponent(JSON.stringify(filter))}`,
    width,
  )
  const card = (label: string) => page.getByRole('region', { name: label, exact: true }).getByRole('link', { name: deal.name })
  const tab = async (label: string) => {
    if (width > 400) return
    await tabTo(page, page.getByRole('navigation', { name: 'Stages' }).getByRole('button', { name: new RegExp(`^${label}`) }))
    await press(page, 'Enter')
  }
  await page.getByRole('region', { name: 'Sales pipeline' }).waitFor()
  await settled(page)
  await tab('Commercial')
  await card('Commercial & legal review').waitFor()
  const form = page.getByRole('form', { name: /before it is won/ })
  await press(page, 'j', 'Shift+L')
  await form.waitFor()
  await press(page, 'Escape')
  await form.waitFor({ state: 'detached' })
  await card('Commercial & legal review').waitFor()
  expect((await read(`/opportunities/${deal.id}`)).stage).toBe('commercial_legal_review')

  await press(page, 'Shift+L')
  await form.waitFor()
  await fillWinning(page)
  await form.waitFor({ state: 'detached' })
  await expect.poll(async () => (await read(`/opportunities/${deal.id}`)).stage, { timeout: 10_000 }).toBe('closed_won')
  await undone(page)
  await tab('Commercial')
  await card('Commercial & legal review').waitFor()
  expect(await read(`/opportunities/${deal.id}`)).toMatchObject({ stage: 'commercial_legal_review', contract_start_date: null })
})

it.each([
  '/',
  '/leads',
  '/opportunities?layout=board',
  '/tasks',
  '/reports',
  '/sequences',
  '/needs-a-look',
  '/settings/pipelines',
  '/recent-changes',
])('Tab goes through %s, and everything on its way shows that it has the focus', async at => {
  const page = await open('dana', at, 1280)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await settled(page)
  expect(await unseenStops(page)).toEqual([])
})
