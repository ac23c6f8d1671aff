import { territoryFor } from '../../../../modules/assignment/territory.rule.ts'
import { COUNTRIES, COUNTRY_REGIONS, countriesInRegion, countryName } from '../../../../modules/countries/countries.rule.ts'
import type { Rec } from '../../../api/types.ts'
import type { Option } from '../../../ui/PickList.tsx'

export type TerritoryRec = Rec & { name: string; position: number; countries: string[]; members: string[]; version: number }

export const everyOther = '*'

/** What may stand on a territory's list: the rest of the world, regions with their number of countries, countries. */
export const placeOptions: readonly Option[] = [
  { value: everyOther, label: 'Every other country, and none' },
  ...COUNTRY_REGIONS.map(({ code, name }) => ({ value: code, label: name, hint: `${countriesInRegion(code).length} countries` })).sort(
    (a, b) => a.label.localeCompare(b.label),
  ),
  ...COUNTRIES.map(({ code, name }) => ({ value: code, label: name, hint: code })).sort((a, b) => a.label.localeCompare(b.label)),
]

/** An entry of the list in words, with its number of countries where it is a region. */
export function placeName(entry: string): { name: string; count: number } {
  return { name: countryName(entry), count: countriesInRegion(entry).length }
}

/** A country that this territory gets and no earlier one does; null is "no country", undefined when it gets none. */
export function sampleCountry(territory: TerritoryRec, all: readonly TerritoryRec[]): string | null | undefined {
  const candidates = territory.countries
    .flatMap(entry => (entry === everyOther ? [] : [entry, ...countriesInRegion(entry)]))
    .filter(code => /^[A-Z]{2}$/.test(code))
  const own = candidates.find(code => territoryFor(code, all).territory_id === territory.id)
  if (own) return own
  return territoryFor(null, all).territory_id === territory.id ? null : undefined
}
