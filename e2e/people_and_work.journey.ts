import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()

const idOf = async (who: string): Promise<string> => (await house.api(who, 'GET', '/me')).body.id
async function newLead(name: string, more: object = {}): Promise<string> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@peoplefield.example`
  const { body } = await house.api('dana', 'POST', '/leads/intake', { source: 'contact_form', name, email, country: 'DE', ...more })
  return body.lead_id
}
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' })
const queue = (page: Page) => page.getByRole('region', { name: 'Tasks of today' }).last()
const openTasks = async (who: string, subject: string) =>
  (await house.api(who, 'GET', `/tasks?subject=${encodeURIComponent(subject)}&owner_id=me`)).body.data

it('a task is said in words, and the day is worked through by keys', async () => {
  const me = await idOf('ines')
  // The demo's own tasks are out of the way.
  const { body } = await house.api('ines', 'GET', '/tasks?owner_id=me&done_at[empty]=true&limit=200')
  for (const task of body.data) await house.api('ines', 'POST', `/tasks/${task.id}/complete`)
  const page = await house.open('ines', '/tasks/queue')
  const quick = page.getByRole('textbox', { name: 'New task in words' })
  await page.getByText('Everything of today is done').waitFor()

  await page.keyboard.press('n')
  await quick.fill('Call Maren in 3 days')
  await page.getByText(/Call Maren · \w{3} \d+ \w+ \d{4}, 09:00/).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Task added: Call Maren').waitFor()
  const [maren] = await openTasks('ines', 'Call Maren')
  expect(new Date(maren.due_at).getTime() - Date.now()).toBeGreaterThan(1.5 * 86_400_000)

  await quick.fill('Check in every month today 23:58')
  await page.getByText('every month').waitFor()
  await page.keyboard.press('Enter')
  await queue(page).getByText('Check in').first().waitFor()
  await house.api('ines', 'POST', '/tasks', {
    subject: 'Second thing',
    due_at: new Date(Date.now() - 3_600_000).toISOString(),
    owner_id: me,
  })
  await house.api('ines', 'POST', '/tasks', {
    subject: 'Third thing',
    due_at: new Date(Date.now() - 7_200_000).toISOString(),
    owner_id: me,
  })
  await page.getByText('3 left').waitFor()
  await page.keyboard.press('Escape')

  // The oldest first: Third, Second, Check in.
  await page.keyboard.press('d')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'How did it go?' }).fill('She signs on Friday')
  await page.keyboard.press('Enter')
  await page.getByText('Done: Third thing').waitFor()
  await page.getByText('2 left').waitFor()
  expect((await openTasks('ines', 'Third thing'))[0]).toMatchObject({ outcome: 'She signs on Friday' })

  await page.keyboard.press('z')
  await page.getByRole('textbox', { name: 'Until' }).fill('next Tuesday 14:00')
  await dialog.getByText(/Tue \d+ \w+ \d{4}, 14:00/).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText(/Snoozed until Tue/).waitFor()
  await page.getByText('1 left').waitFor()

  await page.keyboard.press('d')
  await dialog.getByRole('textbox', { name: 'How did it go?' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Everything of today is done').waitFor()
  await expect.poll(async () => (await openTasks('ines', 'Check in')).length).toBe(2)
  const [open] = (await openTasks('ines', 'Check in')).filter((task: { done_at: string | null }) => task.done_at === null)
  expect(open.recurrence).toBe('monthly')
})

it('a thread of notes tells those who are in it, until they mute it', async () => {
  const lead = await newLead('Thora Thread')
  const ines = await house.open('ines', `/leads/${lead}`)
  await ines.getByRole('tab', { name: 'Note' }).click()
  await ines.getByRole('textbox', { name: /Only colleagues see notes/ }).fill('Did they ask for SSO? @Rafa')
  await ines.getByRole('button', { name: 'Rafael Ortiz' }).click()
  await ines.getByRole('button', { name: 'Save note' }).click()
  await timeline(ines).getByText('Did they ask for SSO?').waitFor()

  const rafael = await house.open('rafael', `/leads/${lead}`)
  await timeline(rafael).getByText('Did they ask for SSO?').waitFor()
  await timeline(rafael).getByRole('button', { name: 'Reply' }).click()
  await rafael.getByRole('textbox', { name: 'Reply to this thread' }).fill('They did, for 40 people.')
  await rafael.keyboard.press('Control+Enter')
  await timeline(rafael).getByText('They did, for 40 people.').waitFor()

  // Nobody was tagged, and Ines is told.
  await timeline(ines).getByText('They did, for 40 people.').waitFor()
  await ines.getByRole('button', { name: /Notifications/ }).click()
  await ines.getByText('Rafael Ortiz replied in a thread on Thora Thread: They did, for 40 people.').waitFor()
  await ines.keyboard.press('Escape')

  await timeline(rafael).getByRole('button', { name: 'Mute' }).click()
  await timeline(rafael).getByRole('button', { name: 'Unmute' }).waitFor()
  await timeline(ines).getByRole('button', { name: 'Reply' }).click()
  await ines.getByRole('textbox', { name: 'Reply to this thread' }).fill('Then I send the quote.')
  await ines.keyboard.press('Control+Enter')
  await timeline(rafael).getByText('Then I send the quote.').waitFor()
  await expect.poll(async () => (await house.api('ines', 'GET', '/notifications')).body.data.length).toBeGreaterThan(0)
  const told = (await house.api('rafael', 'GET', '/notifications')).body.data.map((one: { text: string }) => one.text)
  expect(told.some((text: string) => text.includes('Then I send the quote'))).toBe(false)

  await timeline(ines).getByText('Then I send the quote.').hover()
  await timeline(ines).getByRole('button', { name: 'Edit' }).last().click()
  await ines.getByRole('textbox', { name: 'The note' }).fill('Then I send the quote today.')
  await ines.getByRole('button', { name: 'Save', exact: true }).click()
  await timeline(ines).getByRole('button', { name: 'edited' }).click()
  await ines.getByRole('dialog', { name: 'What it said before' }).getByText('Then I send the quote.', { exact: true }).waitFor()
  await ines.keyboard.press('Escape')
  expect(await lookAt(ines, 'thread')).toEqual([])
})

it('a call is written down once, with how it went, and colleagues are seen before one writes', async () => {
  const { body: account } = await house.api('ines', 'POST', '/accounts', { name: 'Callfield', domain: 'callfield.example' })
  const { body: contact } = await house.api('ines', 'POST', '/contacts', {
    name: 'Cora Call',
    email: 'cora@callfield.example',
    account_id: account.id,
  })
  const { body: deal } = await house.api('ines', 'POST', '/opportunities', {
    name: 'Callfield yearly',
    account_id: account.id,
    record_type: 'new_business',
    close_date: '2027-06-30',
  })
  const page = await house.open('ines', `/accounts/${account.id}#call`)
  await page.getByRole('textbox', { name: 'What was said, and what comes next' }).fill('They begin in June.')
  await page.getByRole('button', { name: /^Outcome/ }).click()
  await page.getByRole('option', { name: 'Connected' }).click()
  await page.getByRole('textbox', { name: 'Minutes' }).fill('25')
  await page.getByRole('button', { name: 'Also on …' }).click()
  await page.getByRole('button', { name: /Also on contact/ }).click()
  await page.getByRole('option', { name: 'Cora Call' }).click()
  await page.getByRole('button', { name: /Also on opportunity/ }).click()
  await page.getByRole('option', { name: 'Callfield yearly' }).click()
  await page.getByRole('button', { name: 'Log call' }).click()
  await timeline(page).getByText('Connected, 25 min').waitFor()
  for (const [plural, id] of [
    ['contacts', contact.id],
    ['opportunities', deal.id],
    ['accounts', account.id],
  ]) {
    const entries = (await house.api('ines', 'GET', `/${plural}/${id}/timeline?kinds=call`)).body.data
    expect(entries.map((one: { text: string }) => one.text)).toEqual(['They begin in June.'])
  }

  const other = await house.open('dana', `/contacts/${contact.id}`)
  await other
    .getByRole('status')
    .filter({ hasText: /Ines Carvalho called Cora Call/ })
    .waitFor()
  await other.getByRole('region', { name: 'Also in touch' }).getByText('Callfield yearly').waitFor()
  expect(await lookAt(other, 'in-touch')).toEqual([])
})

it('home says what needs one now, and each thing is answered there', async () => {
  const me = await idOf('rafael')
  const { body } = await house.api('rafael', 'GET', '/tasks?owner_id=me&done_at[empty]=true&limit=200')
  for (const task of body.data) await house.api('rafael', 'POST', `/tasks/${task.id}/complete`)
  await house.api('rafael', 'POST', '/tasks', {
    subject: 'Prepare the demo',
    due_at: new Date(Date.now() - 3_600_000).toISOString(),
    owner_id: me,
  })
  const { body: account } = await house.api('rafael', 'POST', '/accounts', { name: 'Homefield' })
  const { body: deal } = await house.api('rafael', 'POST', '/opportunities', {
    name: 'Homefield yearly',
    account_id: account.id,
    record_type: 'new_business',
    close_date: '2020-01-31',
  })
  const page = await house.open('rafael', '/')
  const needs = page.getByRole('region', { name: 'What needs you now' })
  await needs.getByText('Prepare the demo').waitFor()
  await needs.getByText('Homefield yearly').waitFor()
  await settled(page)
  expect(await lookAt(page, 'home-now')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })

  await needs.getByRole('checkbox', { name: 'Done: Prepare the demo' }).click()
  await needs.getByText('Prepare the demo').waitFor({ state: 'detached' })
  await page.getByText('Done: Prepare the demo').waitFor()

  const line = needs.locator('.work-line').filter({ hasText: 'Homefield yearly' })
  await line.getByRole('button', { name: 'New date' }).click()
  await page.getByRole('textbox', { name: 'Closes on' }).fill('2027-09-30')
  await page.keyboard.press('Enter')
  await needs.getByText('Homefield yearly').waitFor({ state: 'detached' })
  expect((await house.api('rafael', 'GET', `/opportunities/${deal.id}`)).body.close_date).toBe('2027-09-30')
})

it('one chooses what one is told, and shares one’s tasks with a calendar', async () => {
  const page = await house.open('ines', '/settings/notifications')
  const mail = page.getByRole('button', { name: /^You are mentioned: by mail/ })
  await mail.click()
  await page.getByRole('option', { name: 'Every hour' }).click()
  await page.getByRole('checkbox', { name: 'You are given a task: in the page' }).click()
  await page.getByRole('checkbox', { name: /Mails wait until/ }).click()
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText('Your notifications are saved').waitFor()
  const { body } = await house.api('ines', 'GET', '/me/notifications')
  expect(body.kinds).toMatchObject({ mention: { page: true, mail: 'hourly' }, task: { page: false } })
  expect(body.quiet_hours).toEqual({ from: '19:00', until: '07:30' })

  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = page.getByRole('textbox', { name: 'Private link' })
  await link.waitFor()
  const url = new URL(await link.inputValue())
  const feed = await fetch(house.base + url.pathname)
  expect(feed.headers.get('content-type')).toContain('text/calendar')
  expect(await feed.text()).toContain('BEGIN:VCALENDAR')
  expect(await lookAt(page, 'settings-notifications')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('button', { name: 'Take it away' }).click()
  await page.getByRole('button', { name: 'Make a link' }).waitFor()
  expect((await fetch(house.base + url.pathname)).status).toBe(404)
})
