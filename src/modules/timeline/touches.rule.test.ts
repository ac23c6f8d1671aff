import { describe, expect, test } from 'vitest'
import type { LogEntry } from '../../platform/log/change_log.ts'
import { touchesOf } from './touches.rule.ts'

const entry = (kind: string, values: Record<string, unknown>): LogEntry => ({
  position: '1-1',
  at: new Date(0),
  actor_kind: 'user',
  actor_id: null,
  means: 'page',
  batch_id: null,
  object: 'activity',
  record_id: 'x',
  kind,
  changes: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [null, value] as [unknown, unknown]])),
  detail: null,
})

describe('touchesOf (C6, rulings)', () => {
  const at = (day: number) => `2026-11-${day}T10:00:00.000Z`
  test.each([
    ['an outgoing mail', { kind: 'mail', direction: 'out' }, true],
    ['a mail of a sequence', { kind: 'mail', direction: 'out', detail: { automatic: true } }, false],
    ['a mail with some detail', { kind: 'mail', direction: 'out', detail: { automatic: null } }, true],
    ['an incoming mail', { kind: 'mail', direction: 'in' }, false],
    ['a call', { kind: 'call' }, true],
    ['a meeting', { kind: 'meeting' }, true],
    ['a meeting that was held', { kind: 'meeting', outcome: 'held' }, true],
    ['a meeting to which nobody came', { kind: 'meeting', outcome: 'no_show' }, false],
    ['a meeting that was put off', { kind: 'meeting', outcome: 'rescheduled' }, false],
    ['a call that nobody answered', { kind: 'call', outcome: 'no_answer' }, true],
    ['a form', { kind: 'form', direction: 'in' }, false],
  ])('%s', (_, values, counts) => {
    expect(touchesOf([entry('activity.created', { ...values, lead_id: 'a', occurred_at: at(10) })], 'lead_id').has('a')).toBe(counts)
  })
  test('the latest counts, and only what was newly written', () => {
    const call = (kind: string, day: number) => entry(kind, { kind: 'call', lead_id: 'a', occurred_at: at(day) })
    const found = touchesOf([call('activity.created', 12), call('activity.created', 11), call('activity.updated', 20)], 'lead_id')
    expect(found.get('a')).toEqual(new Date(at(12)))
  })
})
