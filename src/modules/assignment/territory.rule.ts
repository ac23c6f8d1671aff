import { countryName, isInRegion } from '../countries/countries.rule.ts'

export type TerritoryCountries = {
  id: string
  name: string
  position: number
  /** ISO codes, M49 region codes, or `*` for every other country and none. */
  countries: readonly (string | number)[]
}
export type TerritoryStep = { territory_id: string; name: string; matched: boolean; why: string }

/** The first territory in order that takes the country; `*` takes every country and a missing one (C3). Says of each why or why not. */
export function territoryFor(
  country: string | null | undefined,
  territories: readonly TerritoryCountries[],
): { territory_id: string | null; steps: TerritoryStep[] } {
  const code = country?.trim().toUpperCase() || null
  const steps: TerritoryStep[] = []
  for (const { id, name, countries } of [...territories].sort((a, b) => a.position - b.position)) {
    const why = whyIn(code, countries)
    steps.push({ territory_id: id, name, matched: why !== null, why: why ?? whyNot(code) })
    if (why !== null) return { territory_id: id, steps }
  }
  return { territory_id: null, steps }
}

function whyIn(code: string | null, countries: readonly (string | number)[]): string | null {
  const entries = countries.map(entry => (/^\d+$/.test(String(entry)) ? String(entry).padStart(3, '0') : String(entry).toUpperCase()))
  if (code && entries.includes(code)) return `${countryName(code)} is named on its list.`
  const region = code ? entries.find(entry => isInRegion(code, entry)) : undefined
  if (code && region) return `${countryName(code)} is in ${countryName(region)}, which is on its list.`
  if (!entries.includes('*')) return null
  return code ? 'It takes every other country.' : 'No country is known, and it takes those.'
}

const whyNot = (code: string | null): string => (code ? `${countryName(code)} is not on its list.` : 'No country is known.')
