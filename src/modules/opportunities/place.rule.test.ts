import { describe, expect, test } from 'vitest'
import { PIPELINES } from '../../playbooks/pipelines.ts'
import type { Pipeline, Stage } from '../pipelines/stage.rule.ts'
import { type Place, place, type Ways } from './place.rule.ts'

const retired = { key: 'old', label: 'Old way', position: 9, retired: true, stages: PIPELINES[0]?.stages as Stage[] }
const pipelines: Pipeline[] = [
  ...PIPELINES.map((one, position) => ({
    ...one,
    position,
    retired: false,
    stages: one.stages.map(stage => ({
      ...stage,
      ...(one.key === 'sales' && stage.key === 'demo_completed' ? { retired: true } : {}),
    })) as Stage[],
  })),
  retired,
]
const ways: Ways = {
  pipelines,
  record_types: [
    { value: 'new_business', pipeline: 'sales' },
    { value: 'existing_business', pipeline: 'sales' },
    { value: 'renewal', pipeline: 'renewal' },
    { value: 'partner', pipeline: 'gone' },
  ],
}
const at = (record_type: string | null, pipeline: string | null, stage: string | null): Place => ({ record_type, pipeline, stage })
const told = (before: Place | null, after: Place) => {
  const result = place(before, after, ways)
  return 'code' in result ? result.code : [result.record_type, result.pipeline, result.stage?.key ?? null].join(' ')
}

describe('a new opportunity', () => {
  test.each([
    [at(null, null, null), 'new_business sales inbound_lead'],
    [at('renewal', null, null), 'renewal renewal qualification'],
    [at('new_business', 'self_serve', null), 'new_business self_serve contacted'],
    [at('new_business', null, 'product_evaluation'), 'new_business sales product_evaluation'],
    [at('renewal', null, 'product_evaluation'), 'renewal renewal product_evaluation'],
    // A stage that only another pipeline has names that one.
    [at(null, null, 'sending_data'), 'new_business self_serve sending_data'],
    [at('new_business', 'sales', 'sending_data'), 'opportunity.stage_not_in_pipeline'],
    [at(null, null, 'nowhere'), 'opportunity.stage_not_in_pipeline'],
    [at(null, null, 'demo_completed'), 'opportunity.stage_retired'],
    [at(null, 'old', null), 'opportunity.pipeline_retired'],
    [at(null, 'nowhere', null), 'opportunity.pipeline_retired'],
    // A record type whose pipeline is gone begins in the first.
    [at('partner', null, null), 'partner sales inbound_lead'],
  ])('%j → %s', (after, expected) => expect(told(null, after)).toBe(expected))
})

describe('one that changes', () => {
  const booked = at('new_business', 'sales', 'meeting_booked')
  test.each([
    ['stays', booked, booked, 'new_business sales meeting_booked'],
    ['moves on', booked, { ...booked, stage: 'closed_lost' }, 'new_business sales closed_lost'],
    ['to a stage of another pipeline', booked, { ...booked, stage: 'contacted' }, 'opportunity.stage_not_in_pipeline'],
    ['to a retired stage', booked, { ...booked, stage: 'demo_completed' }, 'opportunity.stage_retired'],
    [
      'stays in a retired stage',
      at('new_business', 'sales', 'demo_completed'),
      at('existing_business', 'sales', 'demo_completed'),
      'existing_business sales demo_completed',
    ],
    ['to another pipeline', booked, { ...booked, pipeline: 'self_serve' }, 'new_business self_serve contacted'],
    [
      'to another pipeline and stage',
      booked,
      { ...booked, pipeline: 'self_serve', stage: 'sending_data' },
      'new_business self_serve sending_data',
    ],
    [
      'to another pipeline and a stage that it has not',
      booked,
      { ...booked, pipeline: 'self_serve', stage: 'inbound_lead' },
      'opportunity.stage_not_in_pipeline',
    ],
    ['to a retired pipeline', booked, { ...booked, pipeline: 'old' }, 'opportunity.pipeline_retired'],
    ['to a record type of another pipeline', booked, { ...booked, record_type: 'renewal' }, 'renewal renewal meeting_booked'],
    [
      'to a record type of the same pipeline',
      booked,
      { ...booked, record_type: 'existing_business' },
      'existing_business sales meeting_booked',
    ],
    [
      'elsewhere by hand, then another type of the former pipeline',
      at('new_business', 'self_serve', 'contacted'),
      at('existing_business', 'self_serve', 'contacted'),
      'existing_business self_serve contacted',
    ],
    ['to a type and a pipeline by name', booked, at('renewal', 'self_serve', 'meeting_booked'), 'renewal self_serve contacted'],
    ['stands where nothing is known any more', at('new_business', 'lost', 'x'), at('new_business', 'lost', 'x'), 'new_business lost '],
    ['comes back from there', at('new_business', 'lost', 'x'), at('new_business', 'sales', 'x'), 'new_business sales inbound_lead'],
  ])('%s', (_, before, after, expected) => expect(told(before, after)).toBe(expected))
})
