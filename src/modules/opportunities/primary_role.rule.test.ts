import { expect, test } from 'vitest'
import { primaryRole } from './primary_role.rule.ts'

const role = (id: string, is_primary = false) => ({ id, contact_id: `contact ${id}`, is_primary })

test.each([
  ['nobody takes part', [], null, [], null],
  ['the first of several', [role('a'), role('b')], null, [], 'a'],
  ['the one that was', [role('a'), role('b', true)], null, [], 'b'],
  ['whom the opportunity names', [role('a', true), role('b')], 'contact b', [], 'b'],
  ['who was just made it', [role('a', true), role('b', true)], 'contact a', ['b'], 'b'],
  ['the last of several just made it', [role('a', true), role('b', true), role('c', true)], null, ['a', 'c'], 'c'],
  ['somebody named who takes no part', [role('a'), role('b', true)], 'contact z', [], 'b'],
] as const)('%s', (_, roles, named, promoted, expected) =>
  expect(primaryRole(roles, named, new Set<string>(promoted))?.id ?? null).toBe(expected),
)
