import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()
const context = (page: Page) => page.getByRole('complementary', { name: 'Context' })
const panel = (page: Page) => context(page).getByRole('region', { name: /sequence/i })

let people = 0
async function newLead(name: string, values: Record<string, unknown> = {}): Promise<string> {
  people += 1
  const { body: me } = await house.api('ines', 'GET', '/meta')
  const lead = { name, email: `zoe${people}@rivermill.example`, company: 'Rivermill', country: 'NO', owner_id: me.me.id, ...values }
  return (await house.api('dana', 'POST', '/leads', lead)).body.id
}

beforeAll(async () => {
  await house.api('dana', 'POST', '/sequences', {
    name: 'After the webinar',
    description: 'For people who were there and did not get in touch.',
    steps: [
      {
        key: 'thanks',
        subject: 'Thanks for coming, {{first_name|and welcome}}',
        body: 'Hi {{first_name|there}},\n\nhow is {{plan}} at {{company}}?\n\n{{owner.first_name}}',
        delay_days: 1,
        at: '09:00',
      },
      { key: 'again', subject: 'One more thought', body: 'Hi {{first_name|there}},\n\njust reply.', delay_days: 4, at: '10:00' },
    ],
  })
})

it('one tick starts the self-serve flow; the lead says when its next mail goes; it stops and is undone', async () => {
  const id = await newLead('Zoë Quist')
  const page = await house.open('ines', `/leads/${id}`)
  await panel(page).getByRole('checkbox', { name: 'Self-serve – no interaction' }).click()
  await panel(page).getByRole('link', { name: 'Self-serve flow' }).waitFor()
  await panel(page).getByText('1 of 3 sent').waitFor()
  await panel(page)
    .getByText(/Next mail/)
    .waitFor()
  await page.getByRole('region', { name: 'Timeline' }).getByText('from the sequence Self-serve flow').waitFor()
  expect(
    await panel(page)
      .getByRole('button', { name: /Enrol in a sequence/ })
      .isDisabled(),
  ).toBe(true)
  expect(await lookAt(page, 'sequence-panel')).toEqual([])

  await page.setViewportSize({ width: 1280, height: 800 })
  await panel(page).getByRole('button', { name: 'Stop' }).click()
  await panel(page).getByText('Stopped: Ines Carvalho stopped it.').waitFor()
  // The message of the tick may still be there beside it.
  await page.getByRole('status').filter({ hasText: 'Stopped for Zoë Quist' }).getByRole('button', { name: /Undo/ }).last().click()
  await panel(page)
    .getByText(/Next mail/)
    .waitFor()
})

it('somebody is enrolled after seeing how it reads, with what is missing marked', async () => {
  const id = await newLead('Arne Foss', { plan: null })
  const page = await house.open('ines', `/leads/${id}`)
  await panel(page)
    .getByRole('button', { name: /Enrol in a sequence/ })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('As Arne Foss would get it').waitFor()
  await dialog.getByText('Not known here: plan').waitFor()
  expect(await lookAt(page, 'enrol-dialog')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await dialog.getByRole('button', { name: 'Enrol', exact: false }).last().click()
  await panel(page).getByRole('link', { name: 'After the webinar' }).waitFor()
})

it('many are enrolled at once; whoever is left out is named with the reason', async () => {
  await newLead('Berit Lund')
  await newLead('Without Address', { email: null })
  const page = await house.open('ines', '/leads?q=')
  await settled(page)
  await page
    .getByRole('checkbox', { name: /Berit Lund/ })
    .first()
    .click()
  await page
    .getByRole('checkbox', { name: /Without Address/ })
    .first()
    .click()
  await page
    .getByRole('toolbar', { name: /Selected/ })
    .getByRole('button', { name: 'Enrol' })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/would get it/).waitFor()
  await dialog.getByRole('button', { name: 'Enrol 2 leads' }).click()
  const left = page.getByRole('dialog', { name: 'One was left out' })
  await left.getByText('Without Address').waitFor()
  await left.getByText('There is no mail address.').waitFor()
  await page.goto('/recent-changes')
  await page.getByRole('button', { name: '1 left out' }).first().click()
  await left.getByRole('link', { name: 'Without Address' }).waitFor()
  expect(await lookAt(page, 'left-out')).toEqual([])
})

it('RevOps writes the mails with a preview beside them, and sees who is in it', async () => {
  house.allow(/status of 422/)
  const page = await house.open('dana', '/sequences')
  await page
    .getByRole('row', { name: /Self-serve flow/ })
    .getByText('Starts by itself')
    .waitFor()
  expect(await lookAt(page, 'sequences')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('link', { name: 'After the webinar' }).click()
  const second = page.getByRole('region', { name: 'Mail 2' })
  await second.getByRole('textbox', { name: 'Text' }).fill('Hi {{frist_name}}')
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText('There is no field “frist_name”.').waitFor()
  await second.getByRole('textbox', { name: 'Text' }).fill('Hi {{first_name|there}}, a word from {{owner.name}}.')
  await page.getByRole('region', { name: 'Preview' }).getByText('a word from').waitFor()
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(await lookAt(page, 'sequence-editor')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page
    .getByRole('link', { name: /Who is in it/ })
    .first()
    .click()
  await page.getByRole('list', { name: 'Enrolments' }).getByText('Arne Foss').waitFor()
  expect(await lookAt(page, 'sequence-people')).toEqual([])
})

it('somebody who wants no more says so on the page, and it is seen on their record', async () => {
  // A made-up link is not found.
  house.allow(/status of 404/)
  const id = await newLead('Ola Berg', { plan: 'Free', self_serve_no_interaction: true })
  const { email } = (await house.api('ines', 'GET', `/leads/${id}`)).body
  const sent = async () => (await house.api('dana', 'GET', `/mails?to_address=${encodeURIComponent(email)}`)).body.data?.[0]
  await expect.poll(sent, { timeout: 20_000 }).toBeTruthy()
  const link = /No more of these mails: (\S+)/.exec((await sent()).text)?.[1] ?? ''
  const page = await house.open(null, new URL(link).pathname)
  await page.getByRole('heading', { name: 'No more of these mails?' }).waitFor()
  expect(await lookAt(page, 'unsubscribe')).toEqual([])
  await page.getByRole('button', { name: 'Send me no more' }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  expect(await lookAt(page, 'unsubscribed')).toEqual([])
  await page.goto('/u/made-up').catch(() => null)
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
  const record = await house.open('ines', `/leads/${id}`)
  await panel(record)
    .getByText(/unsubscribed/)
    .first()
    .waitFor()
})
