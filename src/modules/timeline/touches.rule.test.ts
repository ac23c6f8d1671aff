import { describe, expect, test } from 'vitest'
import { touchesOf } from './touches.rule.ts'

describe('touchesOf (C6, rulings)', () => {
  const now = new Date('2026-11-15T10:00:00Z')
  const at = (day: number) => new Date(Date.UTC(2026, 10, day, 10))
  const activity = (values: Record<string, unknown>) => ({
    id: 'x',
    version: 1,
    lead_id: 'a',
    outcome: null,
    occurred_at: at(10),
    created_at: at(10),
    ...values,
  })
  const touched = (after: Record<string, unknown>, before: Record<string, unknown> | null = null) =>
    touchesOf([{ before: before && activity(before), after: activity(after) }], 'lead_id', now).get('a')
  test.each([
    ['an outgoing mail', { kind: 'mail', direction: 'out' }, true],
    ['an outgoing Slack message', { kind: 'slack', direction: 'out' }, true],
    ['a mail of a sequence', { kind: 'mail', direction: 'out', detail: { automatic: true } }, false],
    ['a mail with some detail', { kind: 'mail', direction: 'out', detail: { automatic: null } }, true],
    ['an incoming mail', { kind: 'mail', direction: 'in' }, false],
    ['a call', { kind: 'call' }, true],
    ['a meeting', { kind: 'meeting' }, true],
    ['a meeting that was held', { kind: 'meeting', outcome: 'held' }, true],
    ['a meeting to which nobody came', { kind: 'meeting', outcome: 'no_show' }, false],
    ['a meeting that was put off', { kind: 'meeting', outcome: 'rescheduled' }, false],
    ['a meeting that is still to come', { kind: 'meeting', occurred_at: at(20) }, false],
    ['a call that is still to come', { kind: 'call', occurred_at: at(20) }, false],
    ['a call that nobody answered', { kind: 'call', outcome: 'no_answer' }, true],
    ['a form', { kind: 'form', direction: 'in' }, false],
  ])('%s', (_, values, counts) => {
    expect(touched(values) !== undefined).toBe(counts)
  })
  test('a planned meeting counts when it was held, no later than now', () => {
    const planned = { kind: 'meeting', occurred_at: at(14) }
    expect(touched({ ...planned, outcome: 'held' }, planned)).toEqual(at(14))
    expect(touched({ ...planned, occurred_at: at(20), outcome: 'held' }, { ...planned, occurred_at: at(20) })).toEqual(now)
  })
  test('the latest counts, and a touch only once', () => {
    const call = (day: number) => ({ before: null, after: activity({ kind: 'call', occurred_at: at(day), created_at: at(13) }) })
    expect(touchesOf([call(12), call(11)], 'lead_id', now).get('a')).toEqual(at(12))
    expect(touched({ kind: 'call', outcome: 'connected' }, { kind: 'call' })).toBeUndefined()
  })
})
