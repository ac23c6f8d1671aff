import { expect, test } from 'vitest'
import { type LeftOut, leftOut, leftOutOf } from './left_out.rule.ts'

const one = (n: number, reason: string) => ({ id: String(n), name: `Nr ${n}`, reason })

test('counts each reason, whoever’s address it names, and keeps the first by name', () => {
  const first = leftOut(null, [one(1, 'zoe@a.example unsubscribed.'), one(2, 'No address.'), one(3, 'bo@b.example unsubscribed.')])
  expect(first).toEqual({
    total: 3,
    reasons: [
      { reason: 'The address unsubscribed.', count: 2 },
      { reason: 'No address.', count: 1 },
    ],
    first: [one(1, 'zoe@a.example unsubscribed.'), one(2, 'No address.'), one(3, 'bo@b.example unsubscribed.')],
  })
  const more = leftOut(
    first,
    Array.from({ length: 300 }, (_, n) => one(n, 'No address.')),
  )
  expect(more).toMatchObject({ total: 303, reasons: [{ reason: 'No address.', count: 301 }, { count: 2 }] })
  expect(more?.first).toHaveLength(100)
})

test('puts reasons beyond the first twenty together', () => {
  const many = leftOut(
    null,
    Array.from({ length: 30 }, (_, n) => one(n, `Reason ${String.fromCharCode(65 + n)}`)),
  )
  expect(many?.reasons).toHaveLength(21)
  expect(many?.reasons[0]).toEqual({ reason: null, count: 10 })
})

test('is nothing where nobody was left out', () => {
  expect(leftOut(null, [])).toBeNull()
  expect(leftOutOf(null)).toBeNull()
  expect(leftOutOf({ left: 3 })).toBeNull()
  const left: LeftOut = { total: 1, reasons: [], first: [] }
  expect(leftOutOf({ left })).toBe(left)
})
