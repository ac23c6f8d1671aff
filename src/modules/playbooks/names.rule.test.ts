// biome-ignore-all lint/suspicious/noThenProperty: rules of assignment read "when … then …"
import { expect, test } from 'vitest'
import { bareName, Names, withIds, withNames } from './names.rule.ts'

const names = new Names([
  { kind: 'user', id: 'u1', name: 'ann@hedge.test' },
  { kind: 'territory', id: 't1', name: 'EMEA' },
])

test('ids go and come back as names, in values and as keys', () => {
  const stored = { rules: [{ then: { owner_id: 'u1' } }], by_territory: { t1: { holidays: ['2026-01-01'] } }, text: 'team: none' }
  const file = withNames(stored, names)
  expect(file).toEqual({
    rules: [{ then: { owner_id: 'user <ann@hedge.test>' } }],
    by_territory: { 'territory <EMEA>': { holidays: ['2026-01-01'] } },
    text: 'team: none',
  })
  const unknown = new Set<string>()
  expect(withIds(file, names, unknown)).toEqual(stored)
  expect([...unknown]).toEqual([])
  expect([bareName(names, 'u1'), bareName(names, 'u2')]).toEqual(['ann@hedge.test', null])
})

test('who is not known is named and left out: an entry as a whole, a member under that name, else null', () => {
  const unknown = new Set<string>()
  const given = {
    rules: [{ then: { owner_id: 'user <bo@x.test>' } }, { id: 2 }],
    queue: { user_id: 'user <bo@x.test>' },
    by: { 'team <None>': 1 },
  }
  expect(withIds(given, names, unknown)).toEqual({ rules: [{ id: 2 }], queue: { user_id: null }, by: {} })
  expect([...unknown].sort()).toEqual(['team <None>', 'user <bo@x.test>'])
})
