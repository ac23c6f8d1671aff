import type { Context } from '../../platform/context.ts'
import type { Module } from '../../platform/module.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { invalid } from '../../platform/refuse.ts'
import { readCountry } from '../countries/countries.rule.ts'
import { territory } from './territory.object.ts'

/** Countries as ISO codes, M49 region codes or `*`; anything that is none of these is refused with its name. */
function readCountries(row: Readonly<Row>): string[] {
  if (!Array.isArray(row.countries))
    throw invalid([{ field: 'countries', code: 'list', message: 'Must be a list of countries and regions.' }])
  return row.countries.map(entry => {
    const text = String(entry).trim()
    if (text === '*') return text
    if (/^\d{1,3}$/.test(text)) return text.padStart(3, '0')
    const code = readCountry(text)
    if (!code) throw invalid([{ field: 'countries', code: 'country', message: `“${text}” is no country or region.` }])
    return code
  })
}

const territoryCountries: Derivation = {
  object: 'territory',
  from: ['countries'],
  derive: async (rows: readonly Readonly<Row>[], _ctx: Context) => rows.map(row => ({ countries: readCountries(row) })),
}

export const assignment: Module = {
  name: 'assignment',
  objects: [territory],
  derivations: [territoryCountries],
}
