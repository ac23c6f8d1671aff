import { expect, test } from 'vitest'
import { calendarFeed } from './calendar_feed.rule.ts'

const task = {
  id: 'a1',
  subject: 'Call Zoë; ask, listen \\ note',
  notes: 'One\nTwo',
  due_at: new Date('2027-03-28T07:00:00Z'),
  updated_at: new Date('2026-11-20T10:00:00Z'),
  url: 'https://crm.example/tasks?at=a1',
}

test('a task is an event at its time', () => {
  const lines = calendarFeed('Ana’s tasks', [task]).split('\r\n')
  expect(lines.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0'])
  expect(lines).toContain('DTSTART:20270328T070000Z')
  expect(lines).toContain('DTEND:20270328T071500Z')
  expect(lines).toContain('SUMMARY:Call Zoë\\; ask\\, listen \\\\ note')
  expect(lines).toContain('DESCRIPTION:One\\nTwo')
  expect(lines.at(-2)).toBe('END:VCALENDAR')
})

test('long lines are folded between letters', () => {
  const feed = calendarFeed('x', [{ ...task, subject: 'ö🌿'.repeat(60) }])
  expect(feed.split('\r\n').every(line => Buffer.byteLength(line) <= 75)).toBe(true)
  expect(feed.replaceAll('\r\n ', '')).toContain(`SUMMARY:${'ö🌿'.repeat(60)}`)
})

test('nothing to do is an empty calendar', () => expect(calendarFeed('x', [])).not.toContain('VEVENT'))
