import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { password, useHouse } from './start.ts'

const house = useHouse()

/** Chooses from a select: pressed open, typed, Enter. */
async function choose(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${label}: `) }).click()
  await page.getByRole('combobox', { name: label }).fill(text)
  await page.keyboard.press('Enter')
}

it('territories are put in order by keyboard, and the try-it box says what really happens', async () => {
  const page = await house.open('rafael', '/settings/territories')
  const order = page.getByRole('list', { name: /^Territories/ })
  await order.getByRole('heading', { level: 3 }).first().waitFor()
  const names = () => order.getByRole('heading', { level: 3 }).allInnerTexts()
  expect(await names()).toEqual(['Americas', 'EMEA and Australia', 'Rest of world'])
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+J')
  await expect.poll(names).toEqual(['EMEA and Australia', 'Americas', 'Rest of world'])
  await page.reload()
  await expect.poll(names).toEqual(['EMEA and Australia', 'Americas', 'Rest of world'])

  await page.getByRole('button', { name: 'Add a person to Americas' }).click()
  await page.getByRole('combobox', { name: 'Person' }).fill('dana')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page
    .getByRole('region', { name: '2. Americas' })
    .getByRole('button', { name: /Dana Whitlock/ })
    .waitFor()

  await page.getByLabel('Email').fill('ana@tryfield.example')
  await choose(page, 'Country', 'portugal')
  const box = page.getByRole('complementary', { name: 'Try it' })
  await box.getByText('In EMEA and Australia', { exact: true }).waitFor()
  const who = await box.locator('.who .strong').innerText()
  const made = await house.api('dana', 'POST', '/leads/intake', {
    source: 'contact_form',
    name: 'Ana Try',
    email: 'ana@tryfield.example',
    country: 'PT',
  })
  const lead = (await house.api('dana', 'GET', `/leads/${made.body.lead_id}`)).body
  expect((await house.api('dana', 'GET', `/users/${lead.owner_id}`)).body.name).toBe(who)
})

it('whoever has a role for their own leads sees only those', async () => {
  const page = await house.open('dana', '/settings/roles')
  await page.getByRole('button', { name: 'Role', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Own leads only')
  await page.getByRole('dialog').getByRole('button', { name: 'Add role' }).click()
  await page.getByRole('link', { name: 'Own leads only', exact: true }).waitFor()
  await page.getByRole('combobox', { name: 'Leads: See' }).selectOption('own')
  await page.getByRole('button', { name: 'Save', exact: false }).last().click()
  await page.getByText('Own leads only is saved').waitFor()

  const role = (await house.api('dana', 'GET', '/roles?label=Own leads only')).body.data[0]
  const made = await house.api('dana', 'POST', '/users', { name: 'Olga Own', email: 'olga@northlight.example', role: role.key })
  await house.api('dana', 'POST', `/users/${made.body.id}/set_password`, { password })
  const lead = await house.api('dana', 'POST', '/leads/intake', { source: 'manual', name: 'Only Hers', email: 'hers@ownfield.example' })
  await house.api('dana', 'POST', `/leads/${lead.body.lead_id}/assign`, { owner_id: made.body.id })
  const olga = await house.open('olga', '/leads?view=all')
  await olga.getByRole('link', { name: 'Only Hers' }).waitFor()
  const { body } = await house.api('olga', 'POST', '/leads/query', { limit: 50 })
  const seen: { owner_id: string | null }[] = body.data
  expect(seen.filter(one => one.owner_id !== made.body.id && one.owner_id !== null)).toEqual([])
  expect(await olga.getByRole('link', { name: 'Only Hers' }).count()).toBe(1)
})

it('a field of one’s own is at once in the list, the form and the filter', async () => {
  const [page, colleague] = await Promise.all([house.open('dana', '/settings/fields'), house.open('ines', '/leads?view=all')])
  await colleague.getByRole('row').nth(3).waitFor()
  await page.getByRole('button', { name: 'Field', exact: true }).click()
  await page.getByLabel('Label').fill('Favourite colour')
  await page.getByRole('dialog').getByRole('button', { name: 'Add field' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await expect
    .poll(async () => {
      await colleague.keyboard.press('/')
      await colleague.getByRole('combobox', { name: 'Filter by' }).fill('Favourite')
      const found = await colleague.getByRole('option', { name: /Favourite colour/ }).count()
      await colleague.keyboard.press('Escape')
      return found
    })
    .toBe(1)
  await colleague.getByRole('button', { name: 'Columns' }).click()
  await colleague.getByRole('checkbox', { name: 'Favourite colour' }).click()
  await colleague.keyboard.press('Escape')
  await colleague.getByRole('columnheader', { name: 'Favourite colour' }).waitFor()
  await colleague.keyboard.press('n')
  await colleague.getByRole('button', { name: /more fields/ }).click()
  await colleague.getByLabel('Favourite colour').waitFor()
})

it('a form is built and stands on its page', async () => {
  const page = await house.open('dana', '/settings/forms')
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Fair stand')
  await page.getByRole('dialog').getByRole('button', { name: 'Add form' }).click()
  await page.getByRole('button', { name: 'Question', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Phone' }).click()
  await page.getByRole('button', { name: /^Save/ }).click()
  await page
    .getByText(/Fair stand is saved|The form .* is saved|is saved$/)
    .first()
    .waitFor()
  const visitor = await house.open(null, '/f/fair-stand')
  await visitor.getByLabel(/Phone/).waitFor()
})

it('an API key is made and used', async () => {
  const page = await house.open('dana', '/settings/api-keys')
  await page.getByRole('button', { name: 'Key', exact: true }).click()
  await page.getByLabel('Name').fill('A script')
  await page.getByRole('button', { name: 'Make key' }).click()
  const key = await page.getByLabel('Key', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  const answer = await fetch(`${house.base}/api/v1/leads?limit=1`, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
  await page.getByRole('list', { name: 'API keys' }).getByText('A script').waitFor()
})

it('a webhook says what became of each delivery', async () => {
  const got: string[] = []
  const server = http.createServer((request, response) => {
    got.push(String(request.headers['hedgerow-signature']))
    response.end('thanks')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const page = await house.open('dana', '/settings/webhooks')
  await page.getByRole('button', { name: 'Webhook', exact: true }).click()
  await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await page.getByLabel('Secret', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page
    .getByRole('list', { name: 'Deliveries' })
    .getByText(/delivered|failed|given up/)
    .first()
    .waitFor()
  server.close()
})
