import { expect, test } from 'vitest'
import { sameJson } from './same_json.rule.ts'

test.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }, true],
  [[1, 2], [2, 1], false],
  [undefined, null, true],
  [null, 0, false],
  [null, {}, false],
  ['1', 1, false],
  [new Date('2026-11-25T08:00:00Z'), '2026-11-25T08:00:00.000Z', true],
  [{ at: new Date('2026-11-25T08:00:00Z') }, { at: new Date('2026-11-25T08:00:01Z') }, false],
  [{ a: undefined }, {}, true],
])('%j and %j', (a, b, same) => expect(sameJson(a, b)).toBe(same))
