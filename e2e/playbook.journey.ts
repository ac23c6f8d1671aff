import fs from 'node:fs'
import { expect, it } from 'vitest'
import { lookAt } from './look.ts'
import { useHouse } from './start.ts'

const house = useHouse()

it('the process goes out as a file, comes back with one word changed, and the board says it; another playbook is only looked at', async () => {
  const page = await house.open('rafael', '/settings/playbook')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()])
  const text = fs.readFileSync(await download.path(), 'utf8')
  expect(JSON.parse(text).format).toBe('hedgerow-playbook/1')
  expect(text).toContain('"Meeting booked"')

  const upload = (name: string, content: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
  await upload('broken.json', '{ not json')
  await page.getByRole('alert').getByText('broken.json is not JSON, so it is no playbook.').waitFor()
  house.allow(/422/)
  await upload('odd.json', JSON.stringify({ format: 'hedgerow-playbook/1', key: 'odd', label: 'Odd', stages: [] }))
  await page.getByRole('alert').getByText('There is no “stages” in a playbook.').waitFor()

  const playbook = JSON.parse(text)
  playbook.pipelines[0].stages.find((one: { label: string }) => one.label === 'Meeting booked').label = 'First talk'
  await upload('process.json', JSON.stringify(playbook))
  await page.getByRole('heading', { name: 'process.json: what would change' }).waitFor()
  await page.getByText('one change').waitFor()
  await page.getByText('Meeting booked to First talk').waitFor()
  await page.getByRole('button', { name: 'Apply', exact: true }).click()
  await page.getByText('process.json is applied').waitFor()

  await page.getByRole('button', { name: 'Show what would change: Single pipeline' }).click()
  await page.getByRole('heading', { name: 'Single pipeline: what would change' }).waitFor()
  await page.getByRole('checkbox', { name: 'Pipelines and stages' }).waitFor()
  expect(await lookAt(page, 'settings-playbook')).toEqual([])
  await page.getByRole('button', { name: 'Cancel' }).click()

  await page.goto(`${house.base}/opportunities`)
  await page.getByText('First talk').first().waitFor()
})
