import { expect, test } from 'vitest'
import { filledFilter, isBound } from './bound_filter.rule.ts'

const by = (value: unknown, op?: string) => ({ field: 'account_id', ...(op ? { op } : {}), value })

test.each([
  ['a clause that takes a value', by({ of: 'id' }, 'is'), true],
  ['without an operator', by({ of: 'id' }), true],
  ['one of several that must all hold', { and: [{ field: 'done_at', op: 'empty' }, by({ of: 'id' }, 'is')] }, true],
  ['all but the record', by({ of: 'id' }, 'is_not'), false],
  ['either of two', { or: [by({ of: 'id' }, 'is'), by('x', 'is')] }, false],
  ['any other value', by('x', 'is'), false],
  ['nothing', undefined, false],
])('%s', (_, filter, bound) => expect(isBound(filter)).toBe(bound))

test('the values of the record take their places', () => {
  const filter = {
    and: [by({ of: 'account_id' }, 'is'), { field: 'id', op: 'is_not', value: { of: 'id' } }, { field: 'done_at', op: 'empty' }],
  }
  expect(filledFilter(filter, { id: 'a', account_id: 'b' })).toEqual({
    and: [by('b', 'is'), { field: 'id', op: 'is_not', value: 'a' }, { field: 'done_at', op: 'empty' }],
  })
})

test.each([[null], [undefined], ['']])('a list by a value that is %j is no list', value =>
  expect(filledFilter({ and: [by({ of: 'account_id' })] }, { id: 'a', account_id: value })).toBeNull(),
)
