import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { useHouse } from './start.ts'

const house = useHouse()

async function newLead(name: string): Promise<string> {
  const email = `${name.toLowerCase().replace(' ', '.')}@workfield.example`
  const { body } = await house.api('dana', 'POST', '/leads/intake', { source: 'contact_form', name, email, country: 'DE' })
  const { body: ines } = await house.api('ines', 'GET', '/meta')
  await house.api('dana', 'POST', `/leads/${body.lead_id}/assign`, { owner_id: ines.me.id })
  return `/leads/${body.lead_id}`
}
const leadOf = async (at: string) => (await house.api('dana', 'GET', at)).body
const context = (page: Page) => page.getByRole('complementary', { name: 'Context' })
const details = (page: Page) => page.getByRole('complementary', { name: 'Details' })
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' })

/** Edits one field in place, as a person does. */
async function edit(page: Page, label: string, text: string): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(`^(Edit )?${label}`) })
    .first()
    .click()
  await page.getByRole('textbox', { name: label }).fill(text)
  await page.keyboard.press('Enter')
}

it('a lead is worked on from its page', async () => {
  // The page writes against the version that it knows; where that has moved on it looks and writes again.
  house.allow(/status of 409/)
  const at = await newLead('Walter Wisk')
  const page = await house.open('ines', at)
  await page.getByRole('heading', { level: 1, name: 'Walter Wisk' }).waitFor()
  await context(page).getByText('left of 24 hours').waitFor()

  await edit(page, 'Title', 'Head of Growth')
  await details(page).getByText('Head of Growth').first().waitFor()
  await expect.poll(async () => (await leadOf(at)).title).toBe('Head of Growth')

  await page.getByRole('checkbox', { name: 'Review details' }).click()
  await page.getByRole('checkbox', { name: 'Review details', checked: true }).waitFor()
  const question = page.getByRole('group', { name: /ideal customer profile/ })
  await question.getByRole('button', { name: 'Yes' }).click()
  await page.getByText('1 of 4 answered').waitFor()

  await page.getByRole('list', { name: 'Status' }).getByRole('button', { name: 'Working' }).click()
  await expect.poll(async () => (await leadOf(at)).status).toBe('working')

  await page.getByRole('button', { name: 'Call', exact: true }).first().click()
  await page.getByRole('textbox', { name: 'What was said, and what comes next' }).fill('He decides in December.')
  await page.keyboard.press('Control+Enter')
  await timeline(page).getByText('He decides in December.').waitFor()
  await context(page).getByText('after it arrived').waitFor()

  await page.getByRole('tab', { name: 'Note' }).click()
  await page.getByRole('textbox', { name: /Only colleagues see notes/ }).fill('Please look at this @Rafa')
  await page.getByRole('button', { name: 'Rafael Ortiz' }).click()
  await page.getByText('Tells Rafael Ortiz').waitFor()
  await page.getByRole('button', { name: 'Save note' }).click()
  await timeline(page).getByText('Please look at this').waitFor()

  await page.getByRole('tab', { name: 'Task' }).click()
  await page.getByRole('textbox', { name: 'What is to be done' }).fill('Send the security answers')
  await page.getByRole('button', { name: 'Add task' }).click()
  await context(page).getByText('Send the security answers').waitFor()

  await timeline(page).getByRole('button', { name: 'Notes' }).click()
  await timeline(page).getByText('He decides in December.').waitFor({ state: 'detached' })
  await timeline(page).getByText('Please look at this').waitFor()

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'History' }).click()
  await page.getByRole('dialog', { name: 'History' }).getByText('Head of Growth').first().waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Disqualify' }).click()
  await page.getByRole('button', { name: /^Reason/ }).click()
  await page.getByRole('combobox', { name: 'Reason' }).fill('budget')
  await page.keyboard.press('Enter')
  await page.getByLabel('Notes').fill('Nothing this year')
  await page.getByRole('dialog').getByRole('button', { name: 'Disqualify' }).click()
  await page.getByText('Walter Wisk is unqualified').waitFor()
  await page.getByRole('status').filter({ hasText: 'Nothing this year' }).waitFor()
  expect((await leadOf(at)).disqualification_reason).toBe('budget')

  const told = await house.open('rafael', '/')
  await told.getByRole('button', { name: /Notifications/ }).click()
  await told
    .getByText(/Ines Carvalho.*Walter Wisk/)
    .first()
    .waitFor()
})

it('two windows change different fields, then the same one, and nothing is lost', async () => {
  house.allow(/status of 409/)
  const at = await newLead('Wilma Wend')
  const [dana, rafael] = await Promise.all([house.open('dana', at), house.open('rafael', at)])
  for (const page of [dana, rafael]) await page.getByRole('heading', { level: 1, name: 'Wilma Wend' }).waitFor()
  await Promise.all([edit(dana, 'Title', 'Founder'), edit(rafael, 'Phone', '+49 30 123456')])
  for (const page of [dana, rafael]) {
    await details(page).getByText('Founder').first().waitFor()
    await details(page)
      .getByText(/30.?123456/)
      .first()
      .waitFor()
  }
  // Rafael is still writing while Dana saves the same field.
  await rafael
    .getByRole('button', { name: /^(Edit )?Title/ })
    .first()
    .click()
  await rafael.getByRole('textbox', { name: 'Title' }).fill('Co-founder')
  await edit(dana, 'Title', 'Founder and CEO')
  await expect.poll(async () => (await leadOf(at)).title).toBe('Founder and CEO')
  await rafael.keyboard.press('Enter')
  await rafael.getByText('Somebody changed Title while you wrote.').waitFor()
  await details(rafael).getByText('Founder and CEO').first().waitFor()
  await rafael.getByRole('button', { name: 'Save mine' }).click()
  await details(dana).getByText('Co-founder').first().waitFor()
})
