import { describe, expect, it } from 'vitest'
import { readNumber } from './values.ts'

describe('readNumber', () => {
  it.each<[string, number | string]>([
    ['1250', 1250],
    ['1,250', 1250],
    ['1,250.50', 1250.5],
    ['1.250,50', 1250.5],
    ['1 250', 1250],
    ['6.2M', 6_200_000],
    ['640 k', 640_000],
    ['-3', -3],
    ['many', 'many'],
  ])('%s', (text, value) => {
    expect(readNumber(text)).toBe(value)
  })
})
