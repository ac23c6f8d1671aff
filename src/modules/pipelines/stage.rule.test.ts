import { describe, expect, test } from 'vitest'
import { PLAYBOOKS } from '../../playbooks/playbooks.ts'
import { keyOf, readStages, type Stage, usualForecast } from './stage.rule.ts'

const fields = new Set(['loss_reason', 'contract_start_date', 'contract_link', 'products', 'additional_loss_context', 'cf_budget'])
const won = { key: 'closed_won', label: 'Closed won', outcome: 'won' }
const lost = { key: 'closed_lost', label: 'Closed lost', outcome: 'lost', required: ['loss_reason'] }
const open = { key: 'talk', label: 'Talk', probability: 50 }
const messages = (value: unknown) => readStages(value, fields).errors.map(error => error.message)

describe('stages as stored', () => {
  test.each(PLAYBOOKS.flatMap(playbook => playbook.pipelines.map(one => [`${playbook.key} ${one.key}`, one.stages] as const)))(
    'those of %s are left as they are',
    (_, stages) => expect(readStages(stages, fields)).toEqual({ stages, errors: [] }),
  )
  test('what follows is filled in', () => {
    const { stages, errors } = readStages([{ label: 'Démo done!' }, open, won, lost], fields)
    expect(errors).toEqual([])
    expect(stages.map(({ key, probability, forecast_category, outcome }) => [key, probability, forecast_category, outcome])).toEqual([
      ['demo_done', 0, 'pipeline', 'open'],
      ['talk', 50, 'best_case', 'open'],
      ['closed_won', 100, 'closed', 'won'],
      ['closed_lost', 0, 'omitted', 'lost'],
    ])
  })
  test('won and lost are forecast as such, whatever was sent', () => {
    const { stages } = readStages([open, { ...won, forecast_category: 'commit' }, { ...lost, forecast_category: 'pipeline' }], fields)
    expect(stages.map(stage => stage.forecast_category)).toEqual(['best_case', 'closed', 'omitted'])
  })
})

test('a field that was taken away since is dropped', () => {
  const before = [{ ...open, required: ['cf_gone', 'loss_reason'] }] as unknown as Stage[]
  const { stages, errors } = readStages([{ ...open, required: ['cf_gone', 'loss_reason'] }, won, lost], fields, before)
  expect(errors).toEqual([])
  expect(stages[0]?.required).toEqual(['loss_reason'])
})

describe('stages that are refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['no list', 'talk', /./],
    ['an empty list', [], /./],
    ['no won stage', [open, lost], /at least one won stage/],
    ['no lost stage', [open, won], /at least one lost stage/],
    ['no open stage', [won, lost], /at least one open stage/],
    ['the only won stage retired', [open, { ...won, retired: true }, lost], /at least one won stage/],
    ['a key twice', [open, open, won, lost], /key of its own/],
    ['a key with spaces', [{ ...open, key: 'In talks' }, won, lost], /lower-case/],
    ['no name', [{ ...open, label: ' ' }, won, lost], /Stage 1, label: A stage needs a name/],
    ['more than certain', [{ ...open, probability: 101 }, won, lost], /Stage 1, probability/],
    ['less than impossible', [{ ...open, probability: -1 }, won, lost], /Stage 1, probability/],
    ['won at 90 %', [open, { ...won, probability: 90 }, lost], /its probability is 100/],
    ['lost at 10 %', [open, won, { ...lost, probability: 10 }], /its probability is 0/],
    ['open and forecast as closed', [{ ...open, forecast_category: 'closed' }, won, lost], /cannot be forecast as closed/],
    ['a field that is none', [{ ...open, required: ['budget'] }, won, lost], /“budget”/],
    ['an asked field that is none', [{ ...open, asked: ['nothing'] }, won, lost], /“nothing”/],
    ['a member that is none', [{ ...open, colour: 'red' }, won, lost], /Stage 1/],
  ])('%s', (_, value, expected) => expect(messages(value).join(' ')).toMatch(expected))

  test('custom fields may be demanded', () => expect(messages([{ ...open, required: ['cf_budget'] }, won, lost])).toEqual([]))
})

test.each([
  ['open', 0, 'pipeline'],
  ['open', 49, 'pipeline'],
  ['open', 50, 'best_case'],
  ['open', 79, 'best_case'],
  ['open', 80, 'commit'],
  ['won', 100, 'closed'],
  ['lost', 0, 'omitted'],
] as const)('%s at %d %% is usually forecast as %s', (outcome, probability, expected) =>
  expect(usualForecast(outcome, probability)).toBe(expected),
)

test.each([
  ['Meeting booked', [], 'meeting_booked'],
  ['Meeting booked', ['meeting_booked', 'meeting_booked_2'], 'meeting_booked_3'],
  ['1. Größe & Preis', [], 'große_preis'.normalize('NFKD').replaceAll(/[^a-z0-9_]/g, '_')],
  ['会議', [], 'step'],
])('the key of “%s” beside %j is %s', (label, taken, expected) =>
  expect(keyOf(label, new Set(taken))).toBe(expected.replaceAll(/_+/g, '_')),
)
