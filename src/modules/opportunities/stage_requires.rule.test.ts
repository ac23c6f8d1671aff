import { expect, test } from 'vitest'
import { stageRequires } from './stage_requires.rule.ts'

const labels = {
  loss_reason: { label: 'Loss reason' },
  contract_start_date: { label: 'Contract start' },
  products: { label: 'Products' },
  amount: { label: 'Amount (ARR)' },
  cf_nda: { label: 'NDA signed' },
  next_steps: { label: 'Next steps' },
}
const won = { label: 'Closed won', required: ['contract_start_date', 'products'] }
const lost = { label: 'Closed lost', required: ['loss_reason'] }
const renewal = { label: 'Renewal', required: ['next_steps', 'products'] }

test.each<[string, Record<string, unknown>, { label: string; required?: string[] }[], Record<string, unknown> | null, string[]]>([
  ['nothing demanded', {}, [{ label: 'Talk' }], null, []],
  ['all there', { contract_start_date: '2026-12-01', products: [{}] }, [won], null, []],
  ['all missing', {}, [won], null, ['Closed won needs a contract start.', 'Closed won needs products.']],
  ['an empty list is missing', { contract_start_date: '2026-12-01', products: [] }, [won], null, ['Closed won needs products.']],
  ['blank text is missing', { loss_reason: ' ' }, [lost], null, ['Closed lost needs a loss reason.']],
  ['0 is there', { amount: '0.00' }, [{ label: 'Talk', required: ['amount'] }], null, []],
  ['a box must be ticked', { cf_nda: false }, [{ label: 'Talk', required: ['cf_nda'] }], null, ['Talk needs a NDA signed.']],
  ['a field that is gone asks nothing', {}, [{ label: 'Talk', required: ['cf_gone'] }], null, []],
  [
    'of stage and record type, each field once',
    {},
    [won, renewal],
    null,
    ['Closed won needs a contract start.', 'Closed won needs products.', 'Renewal needs next steps.'],
  ],
  ['what it lacked before is not asked again', {}, [won], {}, []],
  ['what it had must not be emptied', { loss_reason: null }, [lost], { loss_reason: 'price' }, ['Closed lost needs a loss reason.']],
])('%s', (_, record, demands, before, expected) => {
  const errors = stageRequires(record, demands, labels, before)
  expect(errors.map(error => error.message)).toEqual(expected)
  for (const error of errors) expect(error.code).toBe('required')
})
