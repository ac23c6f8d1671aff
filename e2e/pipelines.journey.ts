import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()

it('RevOps adds, renames, reorders and retires stages; opportunities keep theirs', async () => {
  const account = await house.api('ines', 'POST', '/accounts', { name: 'Pipeline Keepers' })
  const deal = await house.api('ines', 'POST', '/opportunities', {
    name: 'Keepers – plan',
    account_id: account.body.id,
    close_date: '2027-01-31',
    stage: 'demo_completed',
  })
  expect(deal.status, JSON.stringify(deal.body)).toBe(201)
  const stagesNow = async () => {
    const { body } = await house.api('dana', 'GET', '/pipelines?key=sales')
    return (body.data[0].stages as { key: string; label: string; retired?: boolean; required?: string[] }[]).map(
      stage => `${stage.key}${stage.retired ? ' retired' : ''}${stage.required ? ` needs ${stage.required.join(' ')}` : ''}`,
    )
  }

  const page = await house.open('dana', '/settings/pipelines')
  const list = page.getByRole('list', { name: 'Stages of Sales' })
  await list.getByRole('textbox', { name: 'Name of Inbound lead' }).waitFor()
  await settled(page)
  expect(await lookAt(page, 'settings-pipelines')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })

  // A further stage, with a field it demands.
  await page.getByRole('textbox', { name: 'New stage' }).fill('Security review')
  await page.keyboard.press('Enter')
  await list.getByRole('button', { name: 'Open the rules of Security review' }).click()
  await list.getByLabel('Guidance').fill('Send the security documents.')
  await page.getByRole('button', { name: /^Security review: must be filled: / }).click()
  await page.getByRole('combobox', { name: 'Security review: must be filled' }).fill('next steps')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  expect(await lookAt(page, 'settings-pipelines-rules')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  // Renamed, and moved by keyboard on its handle.
  await list.getByRole('textbox', { name: 'Name of Meeting booked' }).fill('Meeting planned')
  await list.getByRole('button', { name: /^Move Security review, 6 of 8/ }).focus()
  await page.keyboard.press('ArrowUp')
  // Retired although opportunities stand in it.
  await list.getByRole('button', { name: 'More for Demo completed' }).click()
  await page.getByRole('menuitem', { name: 'Retire' }).click()
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText('Sales is saved').waitFor()
  await expect
    .poll(stagesNow)
    .toEqual([
      'inbound_lead',
      'meeting_booked',
      'demo_completed retired',
      'product_evaluation',
      'security_review needs next_steps',
      'commercial_legal_review',
      'closed_won needs contract_start_date products',
      'closed_lost needs loss_reason',
    ])
  expect((await house.api('ines', 'GET', `/opportunities/${deal.body.id}`)).body).toMatchObject({
    stage: 'demo_completed',
    probability: 40,
  })
  const refused = await house.api('ines', 'POST', `/opportunities/${deal.body.id}/move`, { stage: 'security_review' })
  expect(refused.body).toMatchObject({
    status: 422,
    detail: 'Security review needs next steps.',
    errors: [{ field: 'next_steps', code: 'required' }],
  })
  const moved = await house.api('ines', 'POST', `/opportunities/${deal.body.id}/move`, {
    stage: 'security_review',
    next_steps: 'Send them',
  })
  expect(moved.status).toBe(200)
  expect((await house.api('ines', 'POST', `/opportunities/${deal.body.id}/move`, { stage: 'demo_completed' })).status).toBe(422)

  // What opportunities stand in cannot be removed, and says so.
  await list.getByRole('button', { name: 'More for Security review' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  house.allow(/422/)
  await page.getByRole('button', { name: /^Save/ }).click()
  await page
    .getByRole('alert')
    .getByText(/in use/)
    .waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await list.getByRole('textbox', { name: 'Name of Security review' }).waitFor()

  // Another pipeline, and the last way back.
  await page.getByRole('button', { name: 'Pipeline', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Partners')
  await page.getByRole('button', { name: 'Add pipeline' }).click()
  await page.getByRole('list', { name: 'Stages of Partners' }).getByRole('textbox', { name: 'Name of Closed won' }).waitFor()
  await page.getByRole('button', { name: 'More for Partners' }).click()
  await page.getByRole('menuitem', { name: 'Put away' }).click()
  await page.getByText('Partners is no longer offered').waitFor()
})

it('record types choose their pipeline and what they need', async () => {
  const page = await house.open('dana', '/settings/record-types')
  const list = page.getByRole('list', { name: 'Record types' })
  await list.getByRole('textbox', { name: 'Name of Renewal' }).waitFor()
  await settled(page)
  expect(await lookAt(page, 'settings-record-types')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('textbox', { name: 'New record type' }).fill('Partner deal')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Partner deal begins in: / }).click()
  await page.getByRole('combobox', { name: 'Partner deal begins in' }).fill('renewal')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText('Record types are saved').waitFor()
  const account = await house.api('ines', 'POST', '/accounts', { name: 'Record Typers' })
  const deal = await house.api('ines', 'POST', '/opportunities', {
    name: 'Typers – plan',
    account_id: account.body.id,
    close_date: '2027-01-31',
    record_type: 'partner_deal',
  })
  expect(deal.body).toMatchObject({ pipeline: 'renewal', stage: 'qualification' })
})

it('products are put in order, taken off sale and added', async () => {
  const page = await house.open('dana', '/settings/products')
  const list = page.getByRole('list', { name: 'Products' })
  await list.getByRole('button', { name: 'Product analytics', exact: true }).waitFor()
  await settled(page)
  expect(await lookAt(page, 'settings-products')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('button', { name: 'Product', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Training day')
  await dialog.getByLabel('List price').fill('1500')
  expect(await lookAt(page, 'settings-products-new')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await dialog.getByRole('button', { name: 'Add product' }).click()
  await list.getByRole('button', { name: 'Training day', exact: true }).waitFor()
  await list.getByRole('button', { name: 'More for Surveys' }).click()
  await page.getByRole('menuitem', { name: 'Take off sale' }).click()
  await list.getByText('off sale', { exact: true }).waitFor()
  const stored = async (name: string) => (await house.api('dana', 'GET', `/products?name=${encodeURIComponent(name)}`)).body.data[0]
  await expect.poll(async () => (await stored('Surveys')).active).toBe(false)
  expect(await stored('Training day')).toMatchObject({ price: { amount: '1500.00' }, active: true, add_on: false })
})
