import { expect, test } from 'vitest'
import { eventAction } from './event_action.rule.ts'

const rules = [
  { event: 'user signed up', action: 'sign_up' },
  { event: 'debug*', action: 'ignore' },
  { event: '$pageview', action: 'usage' },
] as const

test.each([
  ['user signed up', 'sign_up'],
  ['User signed up', 'usage'],
  ['debug ping', 'ignore'],
  ['$pageview', 'usage'],
  ['$autocapture', 'ignore'],
  ['$identify', 'properties'],
  ['$groupidentify', 'properties'],
  ['insight viewed', 'usage'],
])('%s → %s', (event, action) => {
  expect(eventAction(rules, event)).toBe(action)
})
