import { expect, test } from 'vitest'
import { type IdleInput, idleSince } from './idle.rule.ts'

const now = new Date('2026-11-20T10:00:00Z')
const assigned = new Date('2026-11-10T10:00:00Z')
const worked = new Date('2026-11-12T10:00:00Z')
const later = new Date('2026-12-01T00:00:00Z')
const quiet: IdleInput = {
  open: true,
  owner_id: 'ines',
  was_owner_id: 'ines',
  was_idle_since: worked,
  assigned_at: assigned,
  by_owner: false,
  comes_back: null,
  now,
}

test.each<[string, Partial<IdleInput>, Date | null]>([
  ['a change by a rule or a colleague is none', {}, worked],
  ['a change by its owner', { by_owner: true }, now],
  ['given to somebody else', { owner_id: 'tomasz' }, assigned],
  ['new', { was_owner_id: null, was_idle_since: null }, assigned],
  ['given away, and the moment is not known', { was_owner_id: null, assigned_at: null }, now],
  ['nobody owns it', { owner_id: null }, null],
  ['closed or in the bin', { open: false, by_owner: true }, null],
  ['opened again by a colleague', { was_idle_since: null }, now],
  ['nurtured until a day', { by_owner: true, comes_back: later }, later],
  ['still nurtured', { was_idle_since: later, comes_back: later }, later],
  ['nurtured until a day that has passed', { comes_back: new Date('2026-11-11T00:00:00Z') }, worked],
  ['taken out of nurturing early by a colleague', { was_idle_since: later }, now],
])('idleSince (C7): %s', (_case, change, since) => {
  expect(idleSince({ ...quiet, ...change })).toEqual(since)
})
