import { expect, test } from 'vitest'
import type { Stage } from '../pipelines/stage.rule.ts'
import { stageAsks } from './stage_asks.rule.ts'

const won: Stage = {
  key: 'closed_won',
  label: 'Closed won',
  probability: 100,
  forecast_category: 'closed',
  outcome: 'won',
  required: ['contract_start_date', 'products', 'gone'],
  asked: ['contract_link', 'also_gone'],
}
const fields = { contract_start_date: { label: 'Contract start' }, products: { label: 'Products' }, contract_link: { label: 'Contract' } }

test.each([
  ['nothing is there', {}, ['contract_start_date', 'products'], ['contract_link']],
  ['an empty list is nothing', { contract_start_date: '2026-12-01', products: [] }, ['products'], ['contract_link']],
  ['only what may stay empty is left', { contract_start_date: '2026-12-01', products: [{ name: 'Replay' }] }, [], ['contract_link']],
  ['all is there', { contract_start_date: '2026-12-01', products: [{}], contract_link: 'https://x.example' }, [], []],
])('asks when %s', (_, record, missing, optional) => {
  expect(stageAsks(won, record, fields)).toEqual({ missing, optional })
})
