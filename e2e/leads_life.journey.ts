import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()
let count = 0

async function makeLead(values: Record<string, unknown> = {}, who = 'ines'): Promise<string> {
  count++
  const me = await house.api(who, 'GET', '/meta')
  const { status, body } = await house.api(who, 'POST', '/leads', {
    name: 'Sunniva Aas',
    email: `sunniva@aasmark-${count}.example`,
    company: `Aasmark ${count}`,
    country: 'NO',
    employees: 140,
    phone: '+4722334455',
    title: 'Head of Data',
    owner_id: me.body.me.id,
    ...values,
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return String(body.id)
}
const lead = async (id: string) => (await house.api('ines', 'GET', `/leads/${id}`)).body
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
const wide = (page: Page) => page.setViewportSize({ width: 1280, height: 800 })
const on = (page: Page, status: string) =>
  page.getByRole('list', { name: 'Status' }).locator('[aria-current="step"]').filter({ hasText: status }).waitFor()

it('from a lead by keyboard: working, nurtured, converted, and back', async () => {
  const id = await makeLead()
  const page = await house.open('ines', `/leads/${id}`)
  await on(page, 'New')
  await house.api('ines', 'POST', `/leads/${id}/log`, { kind: 'call', text: 'Wants a pilot' })
  await on(page, 'Working')

  await page.getByRole('list', { name: 'Status' }).getByRole('button', { name: 'Nurturing' }).click()
  await page.getByLabel('When again?').fill('in 3 weeks')
  await page.getByText(/a task for that morning is made/).waitFor()
  expect(await lookAt(page, 'lead-nurture')).toEqual([])
  await wide(page)
  await page.getByLabel('When again?').focus()
  await press(page, 'Enter')
  await on(page, 'Nurturing')
  await page.getByRole('region', { name: 'Tasks' }).getByText('Come back to Sunniva Aas').waitFor()

  await press(page, 'Shift+C')
  const dialog = page.getByRole('dialog', { name: 'Convert Sunniva Aas' })
  await dialog.getByRole('region', { name: 'Opportunity' }).getByLabel('Close date').waitFor()
  await dialog.getByText('A solid next step').waitFor()
  await settled(page)
  expect(await lookAt(page, 'lead-convert')).toEqual([])
  await wide(page)
  await press(page, 'Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  await on(page, 'Converted')
  await page.getByText('Go on with').waitFor()
  expect(await lead(id)).toMatchObject({ status: 'converted' })
  await settled(page)
  expect(await lookAt(page, 'lead-converted')).toEqual([])
  await wide(page)

  await press(page, 'Control+z')
  await on(page, 'Nurturing')
  expect(await lead(id)).toMatchObject({ status: 'nurturing', account_id: null, opportunity_id: null, converted_at: null })
})

it('converted onto what is there: a matched account, an open opportunity, or none yet', async () => {
  const first = await makeLead()
  await house.api('ines', 'POST', `/leads/${first}/convert`, {})
  const known = await lead(first)
  const second = await makeLead({ name: 'Eirik Moe', email: `eirik@${known.domain}`, company: known.company })
  const page = await house.open('ines', `/leads/${second}`)
  await page.getByRole('button', { name: 'Convert', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Convert Eirik Moe' })
  await dialog.getByRole('region', { name: 'Account' }).getByRole('radio', { checked: true }).waitFor()
  await dialog.getByText('Linked already').first().waitFor()
  await dialog
    .getByRole('region', { name: 'Opportunity' })
    .getByRole('radio', { name: /New business/ })
    .check()
  await settled(page)
  expect(await lookAt(page, 'lead-convert-matched')).toEqual([])
  await wide(page)
  await dialog.getByRole('button', { name: /^Convert/ }).click()
  await on(page, 'Converted')
  expect(await lead(second)).toMatchObject({ account_id: known.account_id, opportunity_id: known.opportunity_id })

  const person = await makeLead({ name: 'Liv Ness', email: `liv.ness.${count}@gmail.com`, company: null })
  await page.goto(`/leads/${person}`)
  await page.getByRole('button', { name: 'Convert', exact: true }).click()
  const other = page.getByRole('dialog', { name: 'Convert Liv Ness' })
  await other.getByRole('button', { name: /^Convert/ }).click()
  await other.getByText('Some of it needs another look').waitFor()
  await other.getByRole('radio', { name: /No opportunity yet/ }).check()
  await other.getByRole('radio', { name: 'No organisation' }).check()
  house.allow(/status of 422/)
  await other.getByRole('button', { name: /^Convert/ }).click()
  await on(page, 'Converted')
  expect(await lead(person)).toMatchObject({ account_id: null, opportunity_id: null })
})

it('into the pool with a reason, and claimed by somebody else with a key', async () => {
  const id = await makeLead({ name: 'Astrid Holm', role_at_organization: 'Founder', title: 'Founder' })
  const page = await house.open('ines', `/leads/${id}`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: /Put into the pool/ }).click()
  await page.getByRole('textbox', { name: /^Why/ }).fill('She writes in Finnish')
  await press(page, 'Control+Enter')
  await page.getByText('Astrid Holm is in the pool').waitFor()

  const pool = await house.open('tomasz', '/pool')
  const row = pool.getByRole('list', { name: 'Leads to claim' }).getByRole('listitem').filter({ hasText: 'Astrid Holm' })
  await row.getByText('She writes in Finnish').waitFor()
  await row.getByText('Was with Ines').waitFor()
  await settled(pool)
  expect(await lookAt(pool, 'pool')).toEqual([])
  await wide(pool)
  await row.focus()
  await press(pool, 'c')
  await pool.getByText('Astrid Holm is yours').waitFor()
  await row.waitFor({ state: 'detached' })
  expect((await lead(id)).assignment_reason).toContain('claimed it')

  const mine = await house.open('tomasz', `/leads/${id}`)
  await mine.getByRole('button', { name: 'More', exact: true }).click()
  await mine.getByRole('menuitem', { name: /Keep out of the pool/ }).click()
  await mine.getByRole('textbox', { name: /^Keep it, because/ }).fill('We talk on Monday')
  await press(mine, 'Control+Enter')
  await mine.getByText('Kept out of the pool').first().waitFor()
})

it('unqualified with each reason; a support request becomes a ticket, once', async () => {
  const meta = (await house.api('ines', 'GET', '/meta')).body
  const options = meta.objects.find((one: { name: string }) => one.name === 'lead').fields.disqualification_reason.options
  const id = await makeLead({ name: 'Odd Berge', sales_form_message: 'My events are missing' })
  const page = await house.open('ines', `/leads/${id}`)
  await on(page, 'New')
  for (const { value, label } of options.filter((one: { retired?: boolean }) => !one.retired)) {
    await press(page, 'Shift+D')
    const dialog = page.getByRole('dialog', { name: /Disqualify/ })
    await dialog.getByRole('button', { name: /^Reason/ }).click()
    await page.getByRole('combobox', { name: 'Reason' }).fill(label)
    await press(page, 'Enter')
    await dialog.getByRole('button', { name: /^Disqualify/ }).click()
    await on(page, 'Unqualified')
    expect((await lead(id)).disqualification_reason).toBe(value)
    await house.api('ines', 'PATCH', `/leads/${id}`, { status: 'working' })
    await on(page, 'Working')
  }
  const ticket = page.getByRole('region', { name: 'Ticket' })
  await ticket.getByText('Support: Odd Berge').waitFor()
  const tickets = (await house.api('ines', 'GET', `/tickets?lead_id=${id}`)).body.data
  expect(tickets).toHaveLength(1)
  expect((await lead(id)).next_steps).toContain(tickets[0].url)
  await ticket.getByRole('link').click()
  await page.getByText('My events are missing').first().waitFor()
  await settled(page)
  expect(await lookAt(page, 'ticket')).toEqual([])
})

it('reports say how soon leads are answered and what went through the pool', async () => {
  const page = await house.open('ines', '/reports')
  await page.getByRole('list', { name: 'Reports' }).getByRole('link', { name: 'First response' }).click()
  await page.getByRole('region', { name: 'By owner' }).first().waitFor()
  await settled(page)
  expect(await lookAt(page, 'report-first-response')).toEqual([])
  await wide(page)
  await page.goto('/reports/pool?weeks=4')
  await page.getByRole('region', { name: 'Why leads are unqualified' }).first().waitFor()
  await settled(page)
  expect(await lookAt(page, 'report-pool')).toEqual([])
})
