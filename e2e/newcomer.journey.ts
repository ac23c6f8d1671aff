import { expect, it } from 'vitest'
import { useHouse } from './start.ts'

const house = useHouse()

it('somebody new finds the newest lead, reads why it is theirs, and gives it away by keyboard', async () => {
  await house.api('dana', 'POST', '/leads/intake', {
    source: 'contact_form',
    name: 'Wanda Wren',
    email: 'wanda@wrenfield.example',
    country: 'DE',
    employees: 300,
  })
  const { body } = await house.api('dana', 'GET', '/leads?email=wanda@wrenfield.example')
  const owner = (await house.api('dana', 'GET', `/users/${body.data[0].owner_id}`)).body
  const who = owner.email.split('@')[0]
  const page = await house.open(who, '/')
  const mine = page.getByRole('region', { name: 'What needs you now' })
  await mine.getByRole('link', { name: /Wanda Wren/ }).click()
  await page.getByRole('heading', { name: 'Why it is yours' }).waitFor()
  await page.getByRole('button', { name: 'See the steps' }).click()
  await page.getByText('In EMEA and Australia', { exact: true }).waitFor()
  const context = page.getByRole('complementary', { name: 'Context' })
  await context.getByText('Lead score', { exact: true }).waitFor()
  await context.getByText('300 employees').first().waitFor()

  await page.keyboard.press('a')
  await page.getByRole('combobox', { name: 'Assign Wanda Wren to' }).fill('jonah')
  await page.keyboard.press('Enter')
  await page.getByText('Wanda Wren assigned to Jonah Reyes').waitFor()
  await page.getByRole('heading', { name: 'Why it is Jonah Reyes’s' }).waitFor()
  await page.keyboard.press('Control+z')
  await page.getByRole('heading', { name: 'Why it is yours' }).waitFor()
  const after = await house.api('dana', 'GET', `/leads/${body.data[0].id}`)
  expect(after.body.owner_id).toBe(owner.id)
})
