import { describe, expect, it } from 'vitest'
import { keyFor } from './key_for.ts'

describe('keyFor', () => {
  it.each([
    ['Trade fair', [], 'trade_fair'],
    ['Türkiye & Co.', [], 'turkiye_co'],
    ['2026', [], 'x_2026'],
    ['日本', [], 'x_value'],
    ['Trade fair', ['trade_fair', 'trade_fair_2'], 'trade_fair_3'],
  ])('%s beside %j is %s', (words, taken, key) => {
    expect(keyFor(words, taken)).toBe(key)
  })

  it('lets a value begin with a digit', () => {
    expect(keyFor('2026', [], 'any')).toBe('2026')
  })
})
