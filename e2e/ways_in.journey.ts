import type { Page } from 'playwright-core'
import { PostHog } from 'posthog-node'
import { expect, it } from 'vitest'
import { address, useHouse } from './start.ts'

const house = useHouse()

/** The row of a person on the open list, as soon as it is there. */
async function rowOf(page: Page, name: string): Promise<string> {
  const row = page.getByRole('row', { name })
  await row.waitFor()
  return row.innerText()
}

/** Who it was given to, read from the lead's page in a tab of its own. */
async function why(list: Page, name: string): Promise<string> {
  const href = await list.getByRole('link', { name }).getAttribute('href')
  const page = await list.context().newPage()
  await page.goto(href ?? '')
  await page.getByRole('heading', { name: /^Why it is/ }).waitFor()
  const words = await page.getByRole('complementary', { name: 'Context' }).innerText()
  await page.close()
  return words
}

it('every open door leads to the open page, live', async () => {
  const page = await house.open('ines', '/leads?view=all&sort=-created_at')
  await page.getByRole('row').nth(5).waitFor()

  await house.mail({
    from: 'Nora Quist <nora@quistworks.example>',
    to: 'sales@northlight.example',
    subject: 'Pricing for 8 million events',
    text: 'Hello, what would you charge for eight million events a month?',
  })
  expect(await rowOf(page, 'Nora Quist')).toContain('Email')
  expect(await why(page, 'Nora Quist')).toMatch(/Rest of world.*next after/)

  const visitor = await house.open(null, '/f/contact')
  await visitor.getByLabel('Work email').fill('omar@dunewind.example')
  await visitor.getByLabel(/name/i).first().fill('Omar Dunewind')
  await fillRest(visitor)
  await visitor.getByRole('button', { name: /send/i }).click()
  await visitor.getByRole('heading', { name: /thank/i }).waitFor()
  expect(await rowOf(page, 'Omar Dunewind')).toContain('Contact form')

  const salesforce = await fetch(`${house.base}/servlet/servlet.WebToLead?encoding=UTF-8`, {
    method: 'POST',
    body: new URLSearchParams({
      oid: '00D',
      first_name: 'Lena',
      last_name: 'Jarrah',
      email: 'lena@jarrah.example',
      company: 'Jarrah',
      country: 'Australia',
    }),
    redirect: 'manual',
  })
  expect(salesforce.status).toBeLessThan(400)
  expect(await rowOf(page, 'Lena Jarrah')).toContain('Contact form')
  expect(await why(page, 'Lena Jarrah')).toContain('Australia')

  const posthog = new PostHog(await house.key('dana', ['events']), { host: house.base, flushAt: 1 })
  posthog.capture({
    distinctId: 'u-77',
    event: 'user signed up',
    properties: { email: 'kai@tidepool.example', name: 'Kai Tidepool', plan: 'teams' },
  })
  await posthog.shutdown()
  expect(await rowOf(page, 'Kai Tidepool')).toContain('Product sign-up')

  await house.mail({
    from: `Tobias Lind <${address('tobias')}>`,
    to: 'sales@northlight.example',
    subject: 'Fwd: A question',
    text: 'For you.\n\n---------- Forwarded message ---------\nFrom: Pia Lund <pia@lundberg.example>\nDate: Fri, Nov 20, 2026 at 9:12 AM\nSubject: A question\nTo: Tobias Lind <tobias@northlight.example>\n\nDo you host in Europe?\n',
  })
  expect(await rowOf(page, 'Pia Lund')).toContain('Forwarded email')

  // A further mail of the same person is filed on the lead that is there, and makes none.
  await house.mail({
    from: 'Nora Quist <nora@quistworks.example>',
    to: 'sales@northlight.example',
    subject: 'One more thing',
    text: 'And is there a discount for paying once a year?',
  })
  await page.getByRole('link', { name: 'Nora Quist' }).click()
  await page.getByText('One more thing').first().waitFor()
  const { body } = await house.api('dana', 'GET', '/leads?email=nora@quistworks.example')
  expect(body.data).toHaveLength(1)
})

/** Whatever else the form insists on. */
async function fillRest(page: Page): Promise<void> {
  for (const box of await page.locator('input[required], textarea[required]').all())
    if ((await box.inputValue()) === '') await box.fill('Something to say')
}
