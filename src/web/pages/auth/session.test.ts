import { describe, expect, it } from 'vitest'
import { guessCurrency } from './regions.ts'
import { placeAfter } from './session.ts'

describe('placeAfter', () => {
  it.each([
    ['/leads?view=mine', '/leads?view=mine'],
    ['https://elsewhere.example', '/'],
    ['//elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['/sign-in?return=/', '/'],
    [undefined, '/'],
  ])('%s leads to %s', (wanted, place) => {
    expect(placeAfter(wanted)).toBe(place)
  })
})

describe('guessCurrency', () => {
  it.each([
    [['de', 'de-AT'], 'EUR'],
    [['en-GB'], 'GBP'],
    [['zh-Hant-HK'], 'HKD'],
    [['en'], 'USD'],
  ])('%j is %s', (languages, currency) => {
    expect(guessCurrency(languages)).toBe(currency)
  })
})
