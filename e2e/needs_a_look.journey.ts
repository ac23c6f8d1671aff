import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { address, useHouse } from './start.ts'

const house = useHouse()

/** A colleague's forward of which nobody can say who wrote it. */
async function puzzle(subject: string): Promise<void> {
  await house.mail({
    from: `Tobias Lind <${address('tobias')}>`,
    to: 'sales@northlight.example',
    subject: `Fwd: ${subject}`,
    text: `Yours?\n\n---------- Forwarded message ---------\nFrom: Somebody at the fair\nSubject: ${subject}\n\nThey want a call.\n`,
  })
}
const queued = (page: Page, subject: string) => page.getByRole('navigation', { name: 'Waiting' }).getByRole('button', { name: subject })
async function show(page: Page, subject: string): Promise<void> {
  await queued(page, subject).click()
  await page.getByRole('heading', { name: `Fwd: ${subject}` }).waitFor()
  await page
    .getByText(/original sender's address is not in it/)
    .first()
    .waitFor()
}
const outcomeOf = async (subject: string): Promise<Record<string, unknown>> =>
  (await house.api('dana', 'POST', '/inbound/query', { filter: { field: 'subject', op: 'is', value: `Fwd: ${subject}` } })).body.data[0]

it('what nobody could decide is decided by one click', async () => {
  const page = await house.open('ines', '/needs-a-look')
  await page.getByRole('navigation', { name: 'Waiting' }).getByRole('button').first().waitFor()
  for (const subject of ['Booth one', 'Booth two', 'Booth three', 'Booth four']) await puzzle(subject)
  await queued(page, 'Booth four').waitFor()

  await show(page, 'Booth one')
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog', { name: 'Make a lead' })
  await dialog.getByLabel('Name').fill('Bo Boothby')
  await dialog.getByLabel('Email').fill('bo@boothby.example')
  await dialog.getByRole('button', { name: 'Make a lead' }).click()
  await dialog.waitFor({ state: 'detached' })
  await queued(page, 'Booth one').waitFor({ state: 'detached' })
  const made = await house.api('dana', 'GET', '/leads?email=bo@boothby.example')
  expect(made.body.data).toHaveLength(1)

  await show(page, 'Booth two')
  await page.keyboard.press('f')
  await page.getByRole('combobox').fill('Bo Boothby')
  await page
    .getByRole('option', { name: /Bo Boothby/ })
    .first()
    .waitFor()
  await page.keyboard.press('Enter')
  await queued(page, 'Booth two').waitFor({ state: 'detached' })
  expect((await outcomeOf('Booth two')).lead_id).toBe(made.body.data[0].id)

  await show(page, 'Booth three')
  await page.keyboard.press('i')
  await queued(page, 'Booth three').waitFor({ state: 'detached' })
  await show(page, 'Booth four')
  await page.getByRole('button', { name: 'Spam' }).click()
  await queued(page, 'Booth four').waitFor({ state: 'detached' })
  expect((await outcomeOf('Booth three')).outcome).toBe('ignored')

  // Without SMTP_URL the mails that were meant for colleagues are kept where they can be read.
  expect(await page.getByRole('link', { name: 'Outbox' }).count()).toBe(0)
  const admin = await house.open('dana', '/needs-a-look')
  await admin.getByRole('link', { name: 'Outbox' }).click()
  await admin
    .getByRole('row', { name: /Bo Boothby/ })
    .first()
    .waitFor()
  await admin.getByText('Kept here').first().waitFor()
})
