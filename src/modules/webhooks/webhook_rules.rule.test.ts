import { expect, test } from 'vitest'
import { nextDelivery } from './delivery_backoff.rule.ts'
import { isPattern, matchesEvent } from './matches_event.rule.ts'

test.each([
  [['*'], 'lead.created', true],
  [['lead.*'], 'lead.created', true],
  [['lead.*'], 'leading.created', false],
  [['lead.created'], 'lead.created', true],
  [['lead.created'], 'lead.updated', false],
  [['task.*', 'lead.assigned'], 'lead.assigned', true],
  [[], 'lead.created', false],
  ['*', 'lead.created', false],
])('%j wants %s: %s', (patterns, kind, wanted) => expect(matchesEvent(patterns, kind)).toBe(wanted))

test.each([
  ['*', true],
  ['lead.*', true],
  ['lead.created', true],
  ['lead', false],
  ['*.created', false],
  [7, false],
])('isPattern(%j) is %s', (pattern, right) => expect(isPattern(pattern)).toBe(right))

test('retries grow apart and end after three days', () => {
  const created = new Date('2026-11-20T10:00:00Z')
  let now = created
  let tries = 0
  for (let next: Date | null = created; next; next = nextDelivery(tries, created, now)) {
    now = next
    tries++
  }
  expect(now.getTime() - created.getTime()).toBeGreaterThan(60 * 3_600_000)
  expect(now.getTime() - created.getTime()).toBeLessThanOrEqual(72 * 3_600_000)
  expect(tries).toBeLessThan(20)
})
