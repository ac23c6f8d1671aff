import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()

interface Deal {
  id: string
  name: string
  stage: string
}

/** An opportunity of Ines's own, alone on the board that `at` shows. */
async function dealOf(name: string, more: Record<string, unknown> = {}): Promise<Deal & { at: string }> {
  const me = (await house.api('ines', 'GET', '/me')).body.id
  const account = (await house.api('ines', 'POST', '/accounts', { name })).body.id
  const { body } = await house.api('ines', 'POST', '/opportunities', {
    name: `${name} – annual plan`,
    account_id: account,
    owner_id: me,
    record_type: 'new_business',
    type: 'annual_plan',
    close_date: '2027-03-01',
    amount: 48_000,
    ...more,
  })
  const filter = { field: 'name', op: 'starts_with', value: name }
  return { ...body, at: `/opportunities?view=all&layout=board&pipeline=sales&f=${encodeURIComponent(JSON.stringify(filter))}` }
}
const read = async (id: string) => (await house.api('ines', 'GET', `/opportunities/${id}`)).body
const column = (page: Page, label: string) => page.getByRole('region', { name: label, exact: true })
const card = (page: Page, label: string, name: string) => column(page, label).getByRole('link', { name: `${name} – annual plan` })

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + 12, from.y + 12, { steps: 3 })
  await page.mouse.move(to.x, to.y, { steps: 8 })
  // The held card is drawn once a frame: the column under it lights up before it is let go.
  await page.locator('.drop').waitFor()
  await page.mouse.up()
}
async function dropOn(page: Page, name: string, from: string, to: string): Promise<void> {
  const [start, end] = await Promise.all([card(page, from, name).boundingBox(), column(page, to).boundingBox()])
  if (!start || !end) throw new Error('Not on screen')
  await drag(page, { x: start.x + 20, y: start.y + 30 }, { x: end.x + end.width / 2, y: end.y + 200 })
}

it('a card dropped on Closed won is asked for what is missing: cancelled it goes back, filled it is won, and all of it is undone', async () => {
  const deal = await dealOf('Calder Robotics', { stage: 'commercial_legal_review' })
  const page = await house.open('ines', deal.at)
  await card(page, 'Commercial & legal review', 'Calder Robotics').waitFor()
  await settled(page)
  await dropOn(page, 'Calder Robotics', 'Commercial & legal review', 'Closed won')

  const form = page.getByRole('form', { name: /before it is won/ })
  await form.getByText('Two things before it is won').waitFor()
  await column(page, 'Commercial & legal review').getByText('Dropped on Closed won').waitFor()
  await form.getByText('may stay empty').waitFor()
  expect(await page.evaluate('document.activeElement.type')).toBe('date')
  expect(await lookAt(page, 'board asks')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })

  await page.keyboard.press('Escape')
  await form.waitFor({ state: 'detached' })
  await column(page, 'Commercial & legal review').getByText('No next step').waitFor()
  expect((await read(deal.id)).stage).toBe('commercial_legal_review')

  await dropOn(page, 'Calder Robotics', 'Commercial & legal review', 'Closed won')
  await form.getByRole('button', { name: /Close as won/ }).click()
  await form.getByText('Needed before it moves.').first().waitFor()
  await form.getByLabel('Contract start').fill('2026-12-01')
  await form.getByRole('button', { name: 'Products: choose' }).click()
  await page.getByRole('option', { name: 'Session replay' }).click()
  await page.keyboard.press('Escape')
  await form.getByText('Session replay').waitFor()
  await form.getByLabel('Contract start').press('Enter')
  await card(page, 'Closed won', 'Calder Robotics').waitFor()
  await form.waitFor({ state: 'detached' })
  await page
    .getByText(/Closed won$/)
    .first()
    .waitFor()
  await expect.poll(async () => (await read(deal.id)).stage, { timeout: 10_000 }).toBe('closed_won')
  expect(await read(deal.id)).toMatchObject({ contract_start_date: '2026-12-01', products: [{ name: 'Session replay' }] })

  await page.getByRole('status').getByRole('button', { name: /Undo/ }).first().click()
  await page.getByText('Undone', { exact: true }).first().waitFor()
  await card(page, 'Commercial & legal review', 'Calder Robotics').waitFor()
  expect(await read(deal.id)).toMatchObject({ stage: 'commercial_legal_review', closed_at: null, contract_start_date: null })
})

it('a card is found, moved, told its next step and opened from the keyboard; back is where one was', async () => {
  const deal = await dealOf('Strandby Key')
  const page = await house.open('ines', deal.at)
  await card(page, 'Inbound lead', 'Strandby Key').waitFor()
  await settled(page)
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+L')
  await card(page, 'Meeting booked', 'Strandby Key').waitFor()
  await expect.poll(async () => (await read(deal.id)).stage, { timeout: 10_000 }).toBe('meeting_booked')
  await page.keyboard.press('Shift+L')
  await expect.poll(async () => (await read(deal.id)).stage, { timeout: 10_000 }).toBe('demo_completed')
  await page.keyboard.press('Shift+H')
  await expect.poll(async () => (await read(deal.id)).stage, { timeout: 10_000 }).toBe('meeting_booked')
  await page.keyboard.press('Control+z')
  await card(page, 'Demo completed', 'Strandby Key').waitFor()

  await settled(page)
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: /Next step/ })
  await dialog.getByLabel('Next steps').fill('Signature from Freya')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await column(page, 'Demo completed').getByText('Signature from Freya').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Strandby Key – annual plan' }).waitFor()
  await page.goBack()
  await card(page, 'Demo completed', 'Strandby Key').waitFor()
})

it('what is refused goes back to where it was', async () => {
  const deal = await dealOf('Refused Ltd')
  const page = await house.open('ines', deal.at)
  await card(page, 'Inbound lead', 'Refused Ltd').waitFor()
  await settled(page)
  house.allow(/403|Forbidden|500|Failed to load/)
  await page.route('**/move', route => route.fulfill({ status: 403, json: { title: 'No', detail: 'Not today.' } }))
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+L')
  await page.getByText('Not moved: Not today.').waitFor()
  await card(page, 'Inbound lead', 'Refused Ltd').waitFor()
  expect((await read(deal.id)).stage).toBe('inbound_lead')
})

it('the record’s path leads from the first stage to won, with what each asks for, its products and its people', async () => {
  const deal = await dealOf('Linden Path')
  const account = (await read(deal.id)).account_id
  await house.api('ines', 'POST', '/contacts', { name: 'Filip Horák', email: 'filip@linden-path.example', account_id: account })
  const page = await house.open('ines', `/opportunities/${deal.id}`)
  const path = page.getByRole('list', { name: 'Stage' })
  await path.getByRole('button', { name: 'Demo completed' }).click()
  await page.getByText('Decide hands-on or self-serve.').waitFor()
  await page.getByRole('button', { name: 'Move to Demo completed' }).click()
  await path.locator('li[aria-current="step"]').getByText('Demo completed').waitFor()

  await page.getByRole('region', { name: 'Contacts' }).getByRole('button', { name: 'Add' }).click()
  await page.getByRole('option', { name: /Filip Horák/ }).click()
  await page.getByRole('region', { name: 'Contacts' }).getByText('primary').waitFor()

  await page.getByRole('region', { name: 'Products' }).getByRole('button', { name: 'Add' }).click()
  const dialog = page.getByRole('dialog', { name: 'Products' })
  await dialog.getByRole('button', { name: /Add a product/ }).click()
  await page.getByRole('option', { name: 'Product analytics' }).click()
  await dialog.getByLabel('Quantity of Product analytics').fill('2')
  await dialog.getByLabel('Price of Product analytics').fill('12k')
  await dialog.getByText('$24,000').waitFor()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('region', { name: 'Products' }).getByText('$24,000').waitFor()
  await settled(page)
  expect(await lookAt(page, 'opportunity')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })

  await path.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Closed won' }).click()
  const form = page.getByRole('form', { name: /before it is won/ })
  await form.getByText('One thing before it is won').waitFor()
  await form.getByLabel('Contract start').fill('2026-12-01')
  await form.getByLabel('Contract start').press('Enter')
  await path.locator('li[aria-current="step"]').getByText('Closed won').waitFor()
  await expect.poll(async () => (await read(deal.id)).stage, { timeout: 10_000 }).toBe('closed_won')
})

it('on a phone one stage is seen at a time, and a card is moved from its menu', async () => {
  const deal = await dealOf('Pocket Works')
  const page = await house.open('ines', deal.at, { viewport: { width: 360, height: 740 }, hasTouch: true })
  await page
    .getByRole('navigation', { name: 'Stages' })
    .getByRole('button', { name: /Inbound lead/ })
    .waitFor()
  await card(page, 'Inbound lead', 'Pocket Works').waitFor()
  await page.getByRole('button', { name: /Move Pocket Works/ }).click()
  await page.getByRole('menuitem', { name: 'Meeting booked' }).click()
  await page
    .getByRole('navigation', { name: 'Stages' })
    .getByRole('button', { name: /Meeting booked/ })
    .click()
  await card(page, 'Meeting booked', 'Pocket Works').waitFor()
  await expect.poll(async () => (await read(deal.id)).stage, { timeout: 10_000 }).toBe('meeting_booked')
})

it('board and list are two looks at the same; a forecast’s figure opens the list behind it', async () => {
  const page = await house.open('ines', '/opportunities')
  await page.getByRole('region', { name: 'Inbound lead', exact: true }).getByRole('link').first().waitFor()
  expect(await lookAt(page, 'board')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('button', { name: 'Show as list' }).click()
  await page.getByRole('row').nth(3).waitFor()
  await page.getByText(/Weighted \$/).waitFor()
  await page.getByRole('button', { name: 'Show as board' }).click()
  await page.getByRole('region', { name: 'Inbound lead', exact: true }).waitFor()

  await page.goto('/forecast')
  const link = page
    .getByRole('table', { name: 'By month' })
    .getByRole('row', { name: /Together/ })
    .getByRole('link')
    .nth(1)
  const count = /^(\d+)/.exec((await link.getAttribute('title')) ?? '')?.[1]
  await settled(page)
  expect(await lookAt(page, 'forecast')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await link.click()
  await page.getByText(`${count} opportunities`).waitFor()
})

it('a new opportunity makes its account on the way, and says beforehand what is left blank', async () => {
  const page = await house.open('ines', '/opportunities')
  await page.getByRole('region', { name: 'Inbound lead', exact: true }).waitFor()
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New opportunity' })
  await dialog.getByText('Blank: $20,000').waitFor()
  await dialog.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('combobox', { name: 'Account' }).fill('Orrery Maps')
  await page.getByRole('option', { name: 'New account “Orrery Maps”' }).click()
  await dialog.getByLabel(/^Close date/).fill('2027-02-01')
  await dialog.getByRole('button', { name: 'Add opportunity' }).click()
  await page.getByRole('heading', { level: 1, name: 'Orrery Maps' }).waitFor()
  await page.getByText('$20,000').first().waitFor()
})
