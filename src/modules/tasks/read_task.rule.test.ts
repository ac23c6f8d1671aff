import { expect, test } from 'vitest'
import { readTask } from './read_task.rule.ts'

const now = new Date('2026-11-25T09:30:00Z')

test.each<[string, string, string | null, string | null]>([
  ['Call Maren in 3 days', 'Call Maren', '2026-11-28T08:00:00.000Z', null],
  ['Check in with Ana every month', 'Check in with Ana', '2026-11-26T08:00:00.000Z', 'monthly'],
  ['Plan the week every Monday 10:00', 'Plan the week', '2026-11-30T09:00:00.000Z', 'weekly'],
  ['Send the deck', 'Send the deck', null, null],
  ['tomorrow', 'tomorrow', null, null],
])('%s', (text, subject, due, recurrence) => {
  const read = readTask(text, now, 'Europe/Berlin')
  expect([read.subject, read.due_at?.toISOString() ?? null, read.recurrence]).toEqual([subject, due, recurrence])
})
