import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
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
