import { describe, expect, it } from 'vitest'
import { TERRITORIES } from '../../playbooks/product_led.ts'
import { COUNTRIES } from '../countries/countries.rule.ts'
import { territoryFor } from './territory.rule.ts'

const territories = TERRITORIES.map((territory, at) => ({ ...territory, id: territory.name, position: at + 1 }))
const of = (country: string | null) => territoryFor(country, territories).territory_id

// Written down here independently of the playbook and of the M49 data.
const AMERICAS = new Set(
  'US CA AG AI AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI'.split(
    ' ',
  ),
)
const EMEA = new Set(
  `AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA
   AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW
   AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE IR AU`.split(/\s+/),
)

describe('territoryFor, with the playbook', () => {
  it('has 54 and 131 countries on its lists', () => expect([AMERICAS.size, EMEA.size]).toEqual([54, 131]))

  it('gives every one of the 249 countries to its territory', () => {
    for (const { code } of COUNTRIES) {
      const expected = AMERICAS.has(code) ? 'Americas' : EMEA.has(code) ? 'EMEA and Australia' : 'Rest of world'
      expect(of(code), code).toBe(expected)
    }
  })

  it.each(['NZ', 'GL', 'BM', 'PM', 'JP', 'IN', 'KZ', 'AQ', 'XK', 'not a country', '', null])('%j is in the rest of the world', country =>
    expect(of(country)).toBe('Rest of world'),
  )

  it('says of each territory why or why not', () => {
    expect(territoryFor('AU', territories).steps).toEqual([
      { territory_id: 'Americas', name: 'Americas', matched: false, why: 'Australia is not on its list.' },
      { territory_id: 'EMEA and Australia', name: 'EMEA and Australia', matched: true, why: 'Australia is named on its list.' },
    ])
    expect(territoryFor('NO', territories).steps.at(-1)?.why).toBe('Norway is in Europe, which is on its list.')
    expect(territoryFor(null, territories).steps.map(step => step.why)).toEqual([
      'No country is known.',
      'No country is known.',
      'No country is known, and it takes those.',
    ])
    expect(territoryFor('JP', territories).steps.at(-1)?.why).toBe('It takes every other country.')
  })
})

it('goes by position, not by the order given', () => {
  const both = [
    { id: 'b', name: 'B', position: 2, countries: ['NO'] },
    { id: 'a', name: 'A', position: 1, countries: [150] },
  ]
  expect(territoryFor('no', both).territory_id).toBe('a')
  expect(territoryFor('US', both).territory_id).toBeNull()
  expect(territoryFor('KE', [{ id: 'a', name: 'A', position: 1, countries: [2] }]).territory_id).toBe('a')
})
