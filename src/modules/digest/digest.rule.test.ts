import { describe, expect, test } from 'vitest'
import { digestMail, digestTime } from './digest.rule.ts'

const berlin = 'Europe/Berlin'
const on = { on: true, at: '08:00', days: 'weekdays' } as const

describe('digestTime (F4)', () => {
  const time = (preference: Parameters<typeof digestTime>[0], now: string, timeZone = berlin) => {
    const found = digestTime(preference, new Date(now), new Date(Date.parse(now) + 3_600_000), timeZone)
    return found && [found.day, found.at.toISOString()]
  }
  test.each<[string, Parameters<typeof digestTime>[0], string, string, [string, string] | null]>([
    ['within the hour', on, '2026-11-25T07:00:00Z', berlin, ['2026-11-25', '2026-11-25T07:00:00.000Z']],
    ['not yet', on, '2026-11-25T06:00:00Z', berlin, null],
    ['made up for, two hours later', on, '2026-11-25T09:00:00Z', berlin, ['2026-11-25', '2026-11-25T07:00:00.000Z']],
    ['not made up for in the afternoon', on, '2026-11-25T10:00:00Z', berlin, null],
    ['switched off', { ...on, on: false }, '2026-11-25T07:00:00Z', berlin, null],
    ['on a Saturday', on, '2026-11-28T07:00:00Z', berlin, null],
    ['every day', { ...on, days: 'every_day' }, '2026-11-28T07:00:00Z', berlin, ['2026-11-28', '2026-11-28T07:00:00.000Z']],
    ['at half past six', { ...on, at: '06:30' }, '2026-11-25T05:00:00Z', berlin, ['2026-11-25', '2026-11-25T05:30:00.000Z']],
    ['in a zone of half hours', on, '2026-11-25T02:00:00Z', 'Asia/Kolkata', ['2026-11-25', '2026-11-25T02:30:00.000Z']],
    ['in a zone of quarter hours', on, '2026-11-25T02:00:00Z', 'Asia/Kathmandu', ['2026-11-25', '2026-11-25T02:15:00.000Z']],
    [
      'Monday there, Sunday in UTC',
      { ...on, at: '00:30' },
      '2026-11-29T10:00:00Z',
      'Pacific/Kiritimati',
      ['2026-11-30', '2026-11-29T10:30:00.000Z'],
    ],
    ['just after midnight there', { ...on, at: '00:15' }, '2026-11-24T23:00:00Z', berlin, ['2026-11-25', '2026-11-24T23:15:00.000Z']],
    ['on the Monday after the clocks went forward', on, '2027-03-29T06:00:00Z', berlin, ['2027-03-29', '2027-03-29T06:00:00.000Z']],
    ['on the Monday after they went back', on, '2026-10-26T07:00:00Z', berlin, ['2026-10-26', '2026-10-26T07:00:00.000Z']],
    ['in New York', on, '2027-03-15T12:00:00Z', 'America/New_York', ['2027-03-15', '2027-03-15T12:00:00.000Z']],
  ])('%s', (_, preference, now, timeZone, expected) => expect(time(preference, now, timeZone)).toEqual(expected))
})

describe('digestMail', () => {
  const links = { home: 'https://crm.example/', settings: 'https://crm.example/settings/notifications' }
  const line = { title: 'Zoë <script>', about: 'Fjordlast & Sons', when: '2 days late', late: true, url: 'https://crm.example/leads/1' }

  test('says all in text and in HTML', () => {
    const mail = digestMail(
      'Ana',
      [
        { title: 'Tasks', lines: [line] },
        { title: 'New leads', lines: [] },
      ],
      links,
    )
    expect(mail?.subject).toBe('Your day: 1 thing, 1 late')
    expect(mail?.text).toContain('- Zoë <script> · Fjordlast & Sons · 2 days late\n  https://crm.example/leads/1')
    expect(mail?.text).not.toContain('New leads')
    expect(mail?.html).toContain('Zoë &lt;script&gt;')
    expect(mail?.html).toContain('Fjordlast &amp; Sons')
    expect(mail?.html).not.toContain('<script>')
  })
  test('is none when there is nothing to say', () => expect(digestMail('Ana', [{ title: 'Tasks', lines: [] }], links)).toBeNull())
})
