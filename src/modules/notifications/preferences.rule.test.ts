import { describe, expect, test } from 'vitest'
import { notificationSetting } from './notification_settings.ts'
import { cadenceOf, isShown, mailTime, type NotificationPreferences, nextClock, preferencesOf } from './preferences.rule.ts'

const defaults = notificationSetting.default
const berlin = 'Europe/Berlin'
const night: NotificationPreferences = { ...defaults, quiet_hours: { from: '20:00', until: '07:30' } }

describe('preferencesOf (F5)', () => {
  const off = { page: false, mail: 'off' } as const
  test('own choice before role before workspace', () => {
    const withRole = { ...defaults, roles: { member: { lead: off } } }
    expect(preferencesOf(withRole, 'member', null).kinds.lead).toEqual(off)
    expect(preferencesOf(withRole, 'sales', null).kinds.lead).toEqual({ page: true, mail: 'instant' })
    expect(preferencesOf(withRole, 'member', { kinds: { lead: { page: true, mail: 'daily' } } }).kinds.lead.mail).toBe('daily')
    expect(preferencesOf(night.quiet_hours ? { ...defaults, ...night } : defaults, 'sales', { quiet_hours: null }).quiet_hours).toBeNull()
    expect(preferencesOf(defaults, 'sales', { digest: { at: '07:00' } }).digest).toEqual({ on: true, at: '07:00', days: 'weekdays' })
  })
  test.each([
    ['lead', true, null, 'instant'],
    ['lead', false, null, 'off'],
    ['lead', false, { kinds: { lead: { page: true, mail: 'hourly' } } } as const, 'hourly'],
    ['lead', true, { kinds: { lead: { page: true, mail: 'off' } } } as const, 'off'],
    ['task', true, null, 'off'],
    ['something_new', true, null, 'instant'],
    ['something_new', false, null, 'off'],
  ])('%s, worth a mail: %s, own %j → %s', (kind, worth, own, expected) => expect(cadenceOf(kind, worth, defaults, own)).toBe(expected))
  test('what is switched off in the page is not shown', () => {
    expect(isShown('lead', preferencesOf(defaults, 'sales', { kinds: { lead: off } }))).toBe(false)
    expect(isShown('something_new', defaults)).toBe(true)
  })
})

describe('mailTime', () => {
  test.each<[string, 'instant' | 'hourly' | 'daily', NotificationPreferences, string, string]>([
    ['at once', 'instant', defaults, '2026-11-25T09:30:00Z', '2026-11-25T09:30:00Z'],
    ['at the full hour', 'hourly', defaults, '2026-11-25T09:30:00Z', '2026-11-25T10:00:00Z'],
    ['on the hour, with the next', 'hourly', defaults, '2026-11-25T10:00:00Z', '2026-11-25T11:00:00Z'],
    ['tomorrow at eight', 'daily', defaults, '2026-11-25T09:30:00Z', '2026-11-26T07:00:00Z'],
    ['today at eight', 'daily', defaults, '2026-11-25T06:30:00Z', '2026-11-25T07:00:00Z'],
    ['when the night ends', 'instant', night, '2026-11-25T20:00:00Z', '2026-11-26T06:30:00Z'],
    ['in the small hours', 'instant', night, '2026-11-26T01:00:00Z', '2026-11-26T06:30:00Z'],
    ['before the night', 'instant', night, '2026-11-25T18:59:00Z', '2026-11-25T18:59:00Z'],
    ['as the night ends', 'instant', night, '2026-11-26T06:30:00Z', '2026-11-26T06:30:00Z'],
    ['hourly into the night', 'hourly', night, '2026-11-25T18:59:00Z', '2026-11-26T06:30:00Z'],
    ['the night in which the clocks go forward', 'instant', night, '2027-03-27T20:00:00Z', '2027-03-28T05:30:00Z'],
    ['the night in which they go back', 'instant', night, '2026-10-24T20:00:00Z', '2026-10-25T06:30:00Z'],
    [
      'quiet over noon',
      'instant',
      { ...defaults, quiet_hours: { from: '12:00', until: '13:00' } },
      '2026-11-25T11:30:00Z',
      '2026-11-25T12:00:00Z',
    ],
  ])('%s', (_, cadence, preferences, now, expected) =>
    expect(mailTime(cadence, new Date(now), berlin, preferences)).toEqual(new Date(expected)),
  )
  test('the next eight o’clock, over both changes of the clock', () => {
    expect(nextClock('08:00', new Date('2027-03-27T08:00:00Z'), berlin)).toEqual(new Date('2027-03-28T06:00:00Z'))
    expect(nextClock('08:00', new Date('2026-10-24T08:00:00Z'), berlin)).toEqual(new Date('2026-10-25T07:00:00Z'))
  })
})
