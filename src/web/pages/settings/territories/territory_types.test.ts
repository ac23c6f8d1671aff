import { describe, expect, it } from 'vitest'
import { placeName, sampleCountry, type TerritoryRec } from './territory_types.ts'

const territory = (id: string, position: number, countries: string[]): TerritoryRec => ({
  id,
  name: id,
  position,
  countries,
  members: [],
  version: 1,
})
const americas = territory('americas', 1, ['US', '419'])
const south = territory('south', 2, ['BR', 'AU'])
const shadowed = territory('shadowed', 3, ['US'])
const rest = territory('rest', 4, ['*'])
const all = [americas, south, shadowed, rest]

describe('sampleCountry', () => {
  it('is a country that no earlier territory takes', () => {
    expect(sampleCountry(americas, all)).toBe('US')
    expect(sampleCountry(south, all)).toBe('AU')
  })
  it('is none for the rest of the world', () => {
    expect(sampleCountry(rest, all)).toBeNull()
  })
  it('does not exist where earlier ones take everything', () => {
    expect(sampleCountry(shadowed, all)).toBeUndefined()
  })
})

it('counts the countries of a region and none of a country', () => {
  expect(placeName('150')).toEqual({ name: 'Europe', count: 51 })
  expect(placeName('AU')).toEqual({ name: 'Australia', count: 0 })
})
