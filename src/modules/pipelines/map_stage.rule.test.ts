import { describe, expect, test } from 'vitest'
import { PIPELINES } from '../../playbooks/pipelines.ts'
import { mapStage } from './map_stage.rule.ts'
import type { Stage } from './stage.rule.ts'

const stages = (key: string): Stage[] => (PIPELINES.find(one => one.key === key)?.stages ?? []) as Stage[]
const from = (pipeline: string, key: string) => stages(pipeline).find(stage => stage.key === key) ?? null

describe('from one pipeline to another', () => {
  test.each([
    // The same key wins, whatever its probability.
    ['sales', 'meeting_booked', 'renewal', 'meeting_booked'],
    ['sales', 'closed_won', 'self_serve', 'closed_won'],
    ['sales', 'closed_lost', 'renewal', 'closed_lost'],
    // The most probable that is not more probable.
    ['sales', 'demo_completed', 'self_serve', 'getting_started'],
    ['sales', 'product_evaluation', 'self_serve', 'getting_started'],
    ['sales', 'commercial_legal_review', 'self_serve', 'sending_data'],
    ['sales', 'inbound_lead', 'renewal', 'qualification'],
    ['self_serve', 'sending_data', 'sales', 'product_evaluation'],
    ['self_serve', 'getting_started', 'sales', 'meeting_booked'],
    ['renewal', 'qualification', 'self_serve', 'contacted'],
  ])('%s %s → %s %s', (was, key, is, expected) => expect(mapStage(from(was, key), { stages: stages(is) })?.key).toBe(expected))

  test('nothing below: the first open one; nothing known: the first', () => {
    const low = { ...stages('sales')[0], key: 'fresh', probability: 5 } as Stage
    expect(mapStage(low, { stages: stages('renewal') })?.key).toBe('qualification')
    expect(mapStage(null, { stages: stages('self_serve') })?.key).toBe('contacted')
  })

  test('retired stages take nothing in', () => {
    const without = stages('renewal').map(stage => (stage.key === 'meeting_booked' ? { ...stage, retired: true } : stage))
    expect(mapStage(from('sales', 'meeting_booked'), { stages: without })?.key).toBe('qualification')
  })

  test('the same key with another outcome is another stage', () => {
    const odd = [
      { ...(stages('sales')[0] as Stage), key: 'closed_won' },
      ...stages('sales').slice(1, 2),
      { ...(from('sales', 'closed_won') as Stage), key: 'signed' },
    ]
    expect(mapStage(from('sales', 'closed_won'), { stages: odd })?.key).toBe('signed')
  })
})
