import { expect, test } from 'vitest'
import { addDuration, parseDuration } from './duration.rule.ts'

test.each([
  ['P7D', '2026-01-15T09:00:00Z', '2026-01-22T09:00:00Z'],
  ['PT90M', '2026-01-15T09:00:00Z', '2026-01-15T10:30:00Z'],
  ['P1DT1S', '2026-01-15T09:00:00Z', '2026-01-16T09:00:01Z'],
  ['P2W', '2026-01-15T09:00:00Z', '2026-01-29T09:00:00Z'],
  ['P4M', '2025-10-31T09:00:00Z', '2026-02-28T09:00:00Z'],
  ['P1Y', '2024-02-29T00:00:00Z', '2025-02-28T00:00:00Z'],
])('%s after %s is %s', (text, from, to) => {
  const duration = parseDuration(text)
  expect(duration && addDuration(new Date(from), duration)).toEqual(new Date(to))
})

test.each(['', 'P', 'PT', '7D', 'P-1D', 'P1H', 'PT1D', 'P1.5D', 'p7d'])('%j is no duration', text => {
  expect(parseDuration(text)).toBeNull()
})
