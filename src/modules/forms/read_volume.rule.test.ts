import { expect, test } from 'vitest'
import { readVolume } from './read_volume.rule.ts'

test.each([
  ['5 to 10 million', 5_000_000],
  ['5-10M', 5_000_000],
  ['5–10 million events per month', 5_000_000],
  ['10k-50k', 10_000],
  ['10-50k', 10_000],
  ['500k to 1 million', 500_000],
  ['500 to 1,000', 500],
  ['500 to 1 million', 500],
  ['20M+', 20_000_000],
  ['more than 20 million', 20_000_000],
  ['1.5 million', 1_500_000],
  ['1,5 Mio', 1_500_000],
  ['1.000.000', 1_000_000],
  ['1 000 000', 1_000_000],
  ['1,000,000', 1_000_000],
  ['2bn', 2_000_000_000],
  ['about a million? a lot', null],
  ['a million', 1_000_000],
  ['7500000', 7_500_000],
  ['0', 0],
  ['< 1 million', null],
  ['less than 10k', null],
  ['up to 100000', null],
  ['not sure', null],
  ['', null],
  ['9'.repeat(40), null],
  ['3 months', 3],
])('%s → %s', (text, value) => {
  expect(readVolume(text)).toBe(value)
})
