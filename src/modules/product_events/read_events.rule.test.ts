import { describe, expect, test } from 'vitest'
import { keyOf, readEvents, readTime } from './read_events.rule.ts'
import { readSignUp } from './read_sign_up.rule.ts'

const now = new Date('2026-11-20T10:00:00.000Z')
const one = (event: Record<string, unknown>, body: Record<string, unknown> = {}) =>
  readEvents({ ...body, batch: [{ event: 'x', distinct_id: 'u', ...event }] }, now).events[0]
const at = (event: Record<string, unknown>, body: Record<string, unknown> = {}) => one(event, body)?.occurred_at.toISOString()

describe('when it happened', () => {
  test.each([
    ['as it says', at({ timestamp: '2026-11-20T09:00:00Z' }), '2026-11-20T09:00:00.000Z'],
    ['without a word, now', at({}), '2026-11-20T10:00:00.000Z'],
    ['a clock an hour slow', at({ timestamp: '2026-11-20T08:59:00Z' }, { sent_at: '2026-11-20T09:00:00Z' }), '2026-11-20T09:59:00.000Z'],
    ['a clock a year fast', at({ timestamp: '2027-11-20T09:59:00Z' }, { sent_at: '2027-11-20T10:00:00Z' }), '2026-11-20T09:59:00.000Z'],
    ['far in the future', at({ timestamp: '9999-01-01T00:00:00Z' }), '2026-11-20T10:00:00.000Z'],
    ['far in the past', at({ timestamp: '0001-01-01T00:00:00Z' }), '2000-01-01T00:00:00.000Z'],
    ['no time at all', at({ timestamp: 'yesterday' }), '2026-11-20T10:00:00.000Z'],
    ['so long ago', at({ offset: 60_000 }), '2026-11-20T09:59:00.000Z'],
  ])('%s', (_, read, expected) => {
    expect(read).toBe(expected)
  })
  test.each([
    ['2026-11-20 09:00:00', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20T09:00:00+02:00', '2026-11-20T07:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    [1_763_632_800, '2025-11-20T10:00:00.000Z'],
    ['1763632800000', '2025-11-20T10:00:00.000Z'],
  ])('reads %s', (given, expected) => {
    expect(readTime(given)?.toISOString()).toBe(expected)
  })
  test.each(['', 'soon', {}, null, Number.NaN, '2026-99-99'])('does not read %s', given => {
    expect(readTime(given)).toBeNull()
  })
})

describe('one bad event', () => {
  let deep: unknown = 1
  for (let n = 0; n < 50; n++) deep = [deep]
  test.each([
    ['no object', 7],
    ['null', null],
    ['a list', []],
    ['no name', { distinct_id: 'u' }],
    ['a name that is none', { event: { a: 1 }, distinct_id: 'u' }],
    ['nobody', { event: 'x' }],
    ['properties that are none', { event: 'x', distinct_id: 'u', properties: 'p' }],
    ['too deep', { event: 'x', distinct_id: 'u', properties: { deep } }],
  ])('%s takes no other with it', (_, bad) => {
    const read = readEvents({ batch: [{ event: 'a', distinct_id: 'u' }, bad, { event: 'b', distinct_id: 'u' }] }, now)
    expect(read.events.map(event => event.event)).toEqual(['a', 'b'])
    expect(read.bad).toMatchObject([{ index: 1 }])
  })
})

test('the key is found wherever clients put it, and is not kept', () => {
  expect(keyOf({ api_key: 'k' })).toBe('k')
  expect(keyOf({ token: 'k' })).toBe('k')
  expect(keyOf([{ event: 'x', properties: { token: 'k' } }])).toBe('k')
  expect(keyOf({ event: 'x', $token: 'k' })).toBe('k')
  expect(keyOf({})).toBeNull()
  expect(one({ properties: { token: 'k', a: 1 } })?.properties).toEqual({ a: 1 })
})

test('what a PostHog destination posts is an event with its person', () => {
  const { events } = readEvents(
    {
      event: { event: 'user signed up', distinct_id: 'u', properties: { plan: 'teams' } },
      person: { properties: { email: 'a@b.example' } },
    },
    now,
  )
  expect(events).toMatchObject([{ event: 'user signed up', person: { email: 'a@b.example' }, properties: { plan: 'teams' } }])
})

describe('readSignUp', () => {
  const read = (properties: Record<string, unknown>, distinct_id = 'u1') => {
    const event = one({ properties, distinct_id })
    return event ? readSignUp(event) : null
  }
  test('takes each sign-up field exactly when it is there', () => {
    expect(read({ email: 'a@b.example' })?.fields).toEqual({})
    expect(read({ is_organization_first_user: false, role_at_organization: null, selected_deployment_type: '' })?.fields).toEqual({
      is_organization_first_user: false,
    })
    expect(
      read({
        selected_deployment_type: 'cloud',
        product_signup_ts: '2026-11-01T08:00:00Z',
        is_organization_first_user: 'true',
        $set: { role_at_organization: 'engineering' },
      })?.fields,
    ).toEqual({
      selected_deployment_type: 'cloud',
      product_signup_ts: new Date('2026-11-01T08:00:00Z'),
      is_organization_first_user: true,
      role_at_organization: 'engineering',
    })
  })
  test('finds the person and the organisation', () => {
    expect(read({}, 'Ada@Mail.Acme.co.uk')).toMatchObject({ email: 'ada@mail.acme.co.uk', domain: 'acme.co.uk', organization_id: null })
    expect(read({ email: 'a@gmail.com', $groups: { organization: 'org-1' }, organization_id: 'other' })).toMatchObject({
      domain: null,
      organization_id: 'org-1',
    })
    expect(read({ $set: { email: 'a@b.example' }, organization_id: 42, plan: 'Teams' })).toMatchObject({
      email: 'a@b.example',
      organization_id: '42',
      plan: 'Teams',
    })
    expect(read({ email: ['a@b.example'], plan: { a: 1 } })).toMatchObject({ email: null, plan: null })
  })
})
