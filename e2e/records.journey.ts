import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()

it('a lead is added by hand, with a word about who is there already', async () => {
  await house.api('dana', 'POST', '/leads', { name: 'Selma Saar', email: 'selma@saarwind.example', company: 'Saarwind' })
  const page = await house.open('ines', '/leads?view=all')
  await page.getByRole('row').nth(3).waitFor()
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New lead' })
  await dialog.getByLabel('Email').fill('selma@saarwind.example')
  await dialog.getByText('Perhaps already here').waitFor()
  await dialog.getByRole('link', { name: 'Selma Saar' }).waitFor()
  await dialog.getByLabel('Email').fill('sven@saarwind.example')
  await dialog.getByLabel(/^Name/).fill('Sven Saar')
  await dialog.getByRole('button', { name: 'Add lead' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sven Saar' }).waitFor()
})

it.each([
  ['contacts', 'contact'],
  ['accounts', 'account'],
])('a page of %s shows its fields, its work and what belongs to it', async plural => {
  const { body } = await house.api('dana', 'GET', `/${plural}?limit=1&sort=name`)
  const page = await house.open('ines', `/${plural}`)
  await page.getByRole('row').nth(3).waitFor()
  await page.goto(`/${plural}/${body.data[0].id}`)
  await page.getByRole('heading', { level: 1, name: body.data[0].name }).waitFor()
  await page.getByRole('complementary', { name: 'Details' }).waitFor()
  await page.getByRole('region', { name: 'Timeline' }).waitFor()
  await settled(page)
  await page.getByRole('tab', { name: 'Note' }).click()
  await page.getByRole('textbox', { name: /Only colleagues see notes/ }).fill(`Met at the fair in ${plural}`)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('region', { name: 'Timeline' }).getByText(`Met at the fair in ${plural}`).waitFor()
})

async function twins(name: string): Promise<string[]> {
  const made = await Promise.all(
    ['one', 'two'].map(async part => {
      const email = `${part}@${name.toLowerCase()}.example`
      return (await house.api('dana', 'POST', '/contacts', { name: `${name} ${part}`, email, ...(part === 'two' ? { title: 'CTO' } : {}) }))
        .body.id
    }),
  )
  return made.map(String)
}
const deleted = async (id: string) => (await house.api('dana', 'GET', `/contacts/${id}`)).body.deleted_at ?? null
const toRecentChanges = async (page: Page) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Recent changes' }).click()
  await page.getByRole('heading', { level: 1, name: 'Recent changes' }).waitFor()
}

it('two contacts become one, and two again', async () => {
  const [one = '', two = ''] = await twins('Merkel')
  const page = await house.open(
    'dana',
    `/contacts?view=all&f=${encodeURIComponent(JSON.stringify({ field: 'name', op: 'starts_with', value: 'Merkel' }))}`,
  )
  await page.getByRole('row').nth(2).waitFor()
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
  await page.getByRole('button', { name: 'Merge' }).click()
  const dialog = page.getByRole('dialog', { name: 'Merge 2 contacts' })
  await dialog.getByRole('radio', { name: 'Keep Merkel one' }).check()
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await page.getByText('2 contacts merged into one').waitFor()
  const winner = (await house.api('dana', 'GET', `/contacts/${one}`)).body
  expect(winner.title).toBe('CTO')

  await toRecentChanges(page)
  await page.getByRole('button', { name: /Undo/ }).first().click()
  await page.getByText('Undone', { exact: true }).first().waitFor()
  expect(await deleted(two)).toBeNull()
  expect((await house.api('dana', 'GET', `/contacts/${one}`)).body.title ?? null).toBeNull()
})

it('what was deleted lies in the bin and comes back', async () => {
  const [one = ''] = await twins('Binford')
  const page = await house.open('dana', `/contacts/${one}`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete this contact' }).click()
  await page.getByText('Binford one deleted').waitFor()
  await page.goto('/bin')
  await page.getByRole('navigation', { name: 'Kinds of record' }).getByRole('link', { name: 'Contacts' }).click()
  const row = page.getByRole('article').filter({ hasText: 'Binford one' })
  await row.getByRole('button', { name: /Restore/ }).click()
  await expect.poll(() => deleted(one)).toBeNull()
})
