import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { lookAt, settled } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()

async function make(plural: string, body: Record<string, unknown>, who = 'ines'): Promise<string> {
  const made = await house.api(who, 'POST', `/${plural}`, body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return String(made.body.id)
}
const winning = { stage: 'closed_won', contract_start_date: '2026-12-01', products: ['Product analytics'] }
async function win(id: string, more: Record<string, unknown> = {}): Promise<string> {
  const won = await house.api('ines', 'POST', `/opportunities/${id}/close`, { ...winning, ...more })
  expect(won.status, JSON.stringify(won.body)).toBe(200)
  return String(won.body.renewal_id)
}
const opportunity = async (name: string, more: Record<string, unknown> = {}) => {
  const account = await make('accounts', { name })
  const id = await make('opportunities', {
    name: `${name} – annual plan`,
    account_id: account,
    type: 'annual_plan',
    amount: 24_000,
    close_date: '2026-12-01',
    ...more,
  })
  return { account, id }
}
const panel = (page: Page, name: string) => page.getByRole('region', { name })

it('a win brings its renewal, check-ins and its checklist, which is ticked', async () => {
  const { id } = await opportunity('Aldersund')
  await win(id)
  const page = await house.open('ines', `/opportunities/${id}`)
  const onboarding = panel(page, 'Onboarding')
  await onboarding.getByText('0 of 7 done').waitFor()
  await onboarding.getByRole('checkbox', { name: 'Tracking set up in production' }).click()
  await onboarding.getByText('1 of 7 done').waitFor()
  await onboarding.getByText(/^Ines, /).waitFor()
  await panel(page, 'Tasks').getByText('Check in: a quarter').waitFor()
  expect(await lookAt(page, 'winning-opportunity')).toEqual([])
})

it('the account shows the chain of its contracts, what a renewal added, and its checklist', async () => {
  const { account, id } = await opportunity('Brekkstad')
  const renewal = await win(id)
  await house.api('ines', 'POST', `/opportunities/${id}/onboarding`, { item: 'tracking', done: true })
  await win(renewal, { amount: 30_000 })
  const page = await house.open('ines', `/accounts/${account}`)
  const chain = panel(page, 'Renewals')
  await chain.getByText('+$6,000 expansion').waitFor()
  expect(await chain.getByRole('listitem').count()).toBe(3)
  await panel(page, 'Onboarding').getByText('1 of 7').waitFor()
  expect(await lookAt(page, 'winning-account')).toEqual([])
})

it('reopening a win asks what becomes of its renewal', async () => {
  const { id } = await opportunity('Birkeland')
  const renewal = await win(id)
  const page = await house.open('ines', `/opportunities/${id}`)
  await page.getByRole('heading', { level: 1, name: /Birkeland/ }).waitFor()
  await settled(page)
  await page.getByRole('button', { name: 'Reopen …' }).click()
  const dialog = page.getByRole('dialog', { name: /^Reopen Birkeland/ })
  await dialog.getByText('Birkeland – renewal 2027').waitFor()
  expect(await lookAt(page, 'winning-reopen')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await dialog.getByRole('radio', { name: /Delete the renewal/ }).check()
  await dialog.getByRole('button', { name: 'Reopen', exact: true }).click()
  await page.getByText('Birkeland – annual plan: Commercial & legal review').waitFor()
  expect((await house.api('ines', 'GET', `/opportunities/${renewal}`)).body.deleted_at).not.toBeNull()
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.getByText('Undone', { exact: true }).waitFor()
  expect((await house.api('ines', 'GET', `/opportunities/${renewal}`)).body.deleted_at).toBeNull()
  expect((await house.api('ines', 'GET', `/opportunities/${id}`)).body.stage).toBe('closed_won')
})

it('a trial is planned, moved, and taken back', async () => {
  const { id } = await opportunity('Cedergren', { stage: 'product_evaluation' })
  const page = await house.open('ines', `/opportunities/${id}`)
  const trial = panel(page, 'Trial')
  await trial.getByRole('button', { name: 'Start a trial' }).click()
  const dialog = page.getByRole('dialog', { name: 'Start a trial' })
  await dialog.getByText('Call with decision makers').waitFor()
  expect(await lookAt(page, 'winning-trial-dialog')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await trial.getByText('30 days left').waitFor()
  await trial.getByText('Next: Kick-off call').waitFor()
  expect(await trial.getByRole('listitem').count()).toBe(6)
  // At once: the toast stays for ten seconds only.
  await page.getByRole('button', { name: /^Undo/ }).click()
  await trial.getByRole('button', { name: 'Start a trial' }).click()
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await trial.getByText('30 days left').waitFor()
  expect(await lookAt(page, 'winning-trial')).toEqual([])
})

it('a quota shows what counts towards it and why; RevOps sets it in place', async () => {
  const { id } = await opportunity('Dalgaard', { amount: 12_345 })
  await win(id)
  const serve = await opportunity('Ekman', { amount: 9_876, self_serve_post_engagement: true })
  await win(serve.id)
  const page = await house.open('dana', '/quotas')
  const box = page.getByRole('textbox', { name: /^Quota of Ines/ })
  await box.fill('100000')
  await box.press('Enter')
  await page.getByText(/^The quota of Ines .* is set$/).waitFor()
  await page.getByRole('button', { name: /credited to Ines/ }).click()
  await page.getByText('Net new: the deal value of 12,345.').waitFor()
  await page.getByText('Self-serve after engagement: nobody from sales went along, so it does not count.').first().waitFor()
  expect(await lookAt(page, 'quotas')).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.keyboard.press(']')
  await page.waitForURL(/period=\d{4}-Q\d/)

  const mine = await house.open('ines', '/quotas')
  await mine
    .getByText(/of \$100,000|\$100,000/)
    .first()
    .waitFor()
  expect(await mine.getByRole('button', { name: /credited to/ }).count()).toBe(1)
  expect(await mine.getByRole('textbox').count()).toBe(0)
})

it('what follows a win is changed in Settings', async () => {
  const page = await house.open('dana', '/settings/winning')
  await page.getByRole('textbox', { name: 'New item' }).fill('Order a cake')
  await page.getByRole('textbox', { name: 'New item' }).press('Enter')
  await page.getByRole('textbox', { name: 'Weeks after winning' }).fill('6')
  await page.getByRole('textbox', { name: 'Weeks after winning' }).press('Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('After winning is saved').waitFor()
  expect(await lookAt(page, 'settings-winning')).toEqual([])
  const { id } = await opportunity('Fossum')
  await win(id)
  const opened = await house.open('ines', `/opportunities/${id}`)
  await opened.getByRole('checkbox', { name: 'Order a cake' }).waitFor()
})
