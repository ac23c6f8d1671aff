import { describe, expect, it } from 'vitest'
import { isDirty, type Look, readLook, writeLook } from './list_address.ts'

const view: Look = {
  filter: null,
  sort: [{ field: 'created_at', direction: 'desc' }],
  columns: [{ name: 'name' }, { name: 'status' }],
  group: null,
  layout: null,
}

describe('the address of a list', () => {
  it('says nothing when the list looks as its view does', () => {
    expect(writeLook(view, view, { view: 'mine', at: '1' })).toEqual({ view: 'mine', at: '1' })
    expect(isDirty(writeLook(view, view, { view: 'mine' }))).toBe(false)
  })
  it.each<[string, Partial<Look>]>([
    ['a filter', { filter: { and: [{ field: 'score', op: 'gte', value: 15 }] } }],
    ['a filter taken away', { filter: null }],
    [
      'a sort',
      {
        sort: [
          { field: 'score', direction: 'asc' },
          { field: 'name', direction: 'desc' },
        ],
      },
    ],
    ['columns with widths', { columns: [{ name: 'status', width: 120 }, { name: 'name' }] }],
    ['a grouping', { group: 'status' }],
  ])('restores %s', (_, change) => {
    const from: Look = { ...view, filter: { field: 'status', op: 'is', value: 'new' } }
    const look = { ...from, ...change }
    const address = writeLook(look, from, {})
    expect(readLook(address, from)).toEqual(look)
    expect(isDirty(address)).toBe(true)
  })
  it('restores a layout, which a view need not be saved for', () => {
    const address = writeLook({ ...view, layout: 'table' }, view, { pipeline: 'renewal' })
    expect(address).toEqual({ layout: 'table', pipeline: 'renewal' })
    expect(readLook(address, view).layout).toBe('table')
    expect(isDirty(address)).toBe(false)
    expect(readLook({}, { ...view, layout: 'board' }).layout).toBe('board')
  })
  it('takes a filter that cannot be read as none', () => {
    expect(readLook({ f: '{"and":' }, view).filter).toBeNull()
  })
})
