import { describe, expect, it } from 'vitest'
import { addMonths, type EarlierLead, type ReturningInput, returningOwner, sayDate } from './returning.rule.ts'

const at = (iso: string): Date => new Date(iso)
const earlier = (created_at: string, more: Partial<EarlierLead> = {}): EarlierLead => ({
  id: `lead of ${created_at}`,
  created_at: at(created_at),
  owner_id: 'ines',
  owner_active: true,
  owner_name: 'Ines Carvalho',
  disqualification_reason: null,
  ...more,
})
const input = (more: Partial<ReturningInput> = {}): ReturningInput => ({
  source: 'contact_form',
  domain: 'fjordlast.example',
  freeMail: false,
  earlier: [earlier('2026-09-02T10:00:00Z')],
  now: at('2026-11-19T08:59:00Z'),
  timeZone: 'UTC',
  months: 4,
  ...more,
})

describe('returningOwner', () => {
  it('gives the company back to its owner', () => {
    expect(returningOwner(input())).toEqual({
      clause: 'same_owner',
      owner_id: 'ines',
      lead_id: 'lead of 2026-09-02T10:00:00Z',
      sentence: 'Ines Carvalho has had fjordlast.example since 2 Sep 2026, within the last 4 months.',
    })
    expect(returningOwner(input({ source: 'demo_booking' })).clause).toBe('same_owner')
  })

  it.each<[string, Partial<ReturningInput>, string]>([
    ['not_a_form_lead', { source: 'email' }, 'Only form leads go back to an earlier owner.'],
    ['not_a_form_lead', { source: 'product_signup' }, 'Only form leads go back to an earlier owner.'],
    ['free_mail', { domain: 'gmail.com', freeMail: true }, 'gmail.com is free mail, not a company.'],
    ['free_mail', { domain: null, freeMail: true }, 'The address is free mail, not a company.'],
    ['no_domain', { domain: null }, 'No company domain is known.'],
    ['none_earlier', { earlier: [] }, 'Nobody owned fjordlast.example in the last 4 months.'],
    ['none_earlier', { earlier: [], months: 1 }, 'Nobody owned fjordlast.example in the last 1 month.'],
    [
      'outside_window',
      { earlier: [earlier('2026-07-01T00:00:00Z')] },
      'The last lead of fjordlast.example arrived on 1 Jul 2026, more than 4 months ago.',
    ],
    [
      'did_not_count',
      {
        earlier: [
          earlier('2026-11-01T00:00:00Z', { disqualification_reason: 'spam' }),
          earlier('2026-11-02T00:00:00Z', { disqualification_reason: 'duplicate' }),
        ],
      },
      'Earlier leads of fjordlast.example were spam or duplicates, which do not count.',
    ],
    [
      'owner_inactive',
      { earlier: [earlier('2026-11-01T00:00:00Z', { owner_active: false })] },
      'Ines Carvalho had fjordlast.example but is no longer active.',
    ],
    [
      'owner_inactive',
      { earlier: [earlier('2026-11-01T00:00:00Z', { owner_id: null, owner_active: false, owner_name: null })] },
      'Nobody owned fjordlast.example in the last 4 months.',
    ],
  ])('%s: %j', (clause, more, sentence) => expect(returningOwner(input(more))).toEqual({ clause, owner_id: null, lead_id: null, sentence }))

  it.each(['budget', 'lack_of_fit', 'self_serve_customer', 'not_sales', 'support_request', 'revops_request', 'no_response', null])(
    'a lead disqualified as %s counts',
    disqualification_reason =>
      expect(returningOwner(input({ earlier: [earlier('2026-11-01T00:00:00Z', { disqualification_reason })] })).clause).toBe('same_owner'),
  )

  it('the latest earlier lead with an active owner decides', () => {
    const leads = [
      earlier('2026-08-01T00:00:00Z', { owner_id: 'a' }),
      earlier('2026-09-01T00:00:00Z', { owner_id: 'b' }),
      earlier('2026-10-01T00:00:00Z', { owner_id: 'c', owner_active: false }),
      earlier('2026-11-01T00:00:00Z', { owner_id: 'd', disqualification_reason: 'spam' }),
      earlier('2026-11-02T00:00:00Z', { owner_id: null, owner_active: false }),
    ]
    for (const some of [leads, leads.toReversed()]) expect(returningOwner(input({ earlier: some })).owner_id).toBe('b')
  })

  it('an owner who left does not hand over to one from outside the window', () =>
    expect(
      returningOwner(
        input({
          earlier: [earlier('2026-10-01T00:00:00Z', { owner_active: false }), earlier('2026-01-01T00:00:00Z', { owner_id: 'old' })],
        }),
      ).clause,
    ).toBe('owner_inactive'))

  it.each<[arrived: string, now: string, timeZone: string, clause: string]>([
    ['2027-01-15T09:00:00Z', '2027-05-15T23:59:59Z', 'UTC', 'same_owner'],
    ['2027-01-15T09:00:00Z', '2027-05-16T00:00:00Z', 'UTC', 'outside_window'],
    ['2026-10-31T12:00:00Z', '2027-02-28T23:00:00Z', 'UTC', 'same_owner'],
    ['2026-10-31T12:00:00Z', '2027-03-01T00:00:00Z', 'UTC', 'outside_window'],
    ['2027-10-31T12:00:00Z', '2028-02-29T12:00:00Z', 'UTC', 'same_owner'],
    ['2027-10-31T12:00:00Z', '2028-03-01T00:00:00Z', 'UTC', 'outside_window'],
    ['2027-10-29T12:00:00Z', '2028-02-29T12:00:00Z', 'UTC', 'same_owner'],
    ['2028-02-29T12:00:00Z', '2028-06-29T12:00:00Z', 'UTC', 'same_owner'],
    ['2028-02-29T12:00:00Z', '2028-06-30T00:00:00Z', 'UTC', 'outside_window'],
    ['2027-09-30T12:00:00Z', '2028-01-30T12:00:00Z', 'UTC', 'same_owner'],
    ['2027-09-30T12:00:00Z', '2028-01-31T12:00:00Z', 'UTC', 'outside_window'],
    // 15 Jan 23:30 in Berlin is still 15 Jan there; the last moment of 15 May in Berlin is 21:59:59 UTC.
    ['2027-01-15T22:30:00Z', '2027-05-15T21:59:59Z', 'Europe/Berlin', 'same_owner'],
    ['2027-01-15T22:30:00Z', '2027-05-15T22:00:00Z', 'Europe/Berlin', 'outside_window'],
    // 15 Jan 23:30 UTC is 16 Jan in Berlin, so 16 May counts.
    ['2027-01-15T23:30:00Z', '2027-05-16T21:59:00Z', 'Europe/Berlin', 'same_owner'],
    // 16 Jan 03:00 UTC is 15 Jan in Los Angeles; 16 May 06:59 UTC is 15 May there.
    ['2027-01-16T03:00:00Z', '2027-05-16T06:59:00Z', 'America/Los_Angeles', 'same_owner'],
    ['2027-01-16T03:00:00Z', '2027-05-16T07:00:00Z', 'America/Los_Angeles', 'outside_window'],
    // Kiritimati is 14 hours ahead.
    ['2027-01-14T10:30:00Z', '2027-05-15T09:59:00Z', 'Pacific/Kiritimati', 'same_owner'],
    ['2027-01-14T10:30:00Z', '2027-05-15T10:00:00Z', 'Pacific/Kiritimati', 'outside_window'],
  ])('a lead of %s, at %s in %s: %s', (arrived, now, timeZone, clause) =>
    expect(returningOwner(input({ earlier: [earlier(arrived)], now: at(now), timeZone })).clause).toBe(clause),
  )
})

it.each([
  ['2026-10-31', 4, '2027-02-28'],
  ['2027-10-31', 4, '2028-02-29'],
  ['2027-01-15', 4, '2027-05-15'],
  ['2027-12-31', 2, '2028-02-29'],
  ['2027-01-31', 13, '2028-02-29'],
  ['2027-08-31', 0, '2027-08-31'],
])('%s and %i months is %s', (date, months, expected) => expect(addMonths(date, months)).toBe(expected))

it('says a date', () => expect(sayDate('2026-07-09')).toBe('9 Jul 2026'))
