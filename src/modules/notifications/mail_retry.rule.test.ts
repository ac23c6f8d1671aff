import { expect, test } from 'vitest'
import { nextAttempt } from './mail_retry.rule.ts'

const now = new Date('2026-11-20T10:00:00Z')
test.each([
  [1, null, '2026-11-20T10:01:00.000Z'],
  [1, 451, '2026-11-20T10:01:00.000Z'],
  [8, 421, '2026-11-21T10:00:00.000Z'],
  [9, 421, undefined],
  [1, 550, undefined],
])('after failure %i with %s', (attempts, code, at) => expect(nextAttempt(attempts, code, now)?.toISOString()).toBe(at))
