import { describe, expect, it } from 'vitest'
import { COUNTRIES, countriesInRegion, countryName, isInRegion, readCountry } from './countries.rule.ts'

// The United Nations' own lists, written down here independently of the data under test.
const EUROPE =
  'AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA'
const AFRICA =
  'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW'
const LATIN_AMERICA =
  'AG AI AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI'
const WESTERN_ASIA = 'AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE'

describe('countries', () => {
  it('are the 249 of ISO 3166-1, each code once', () => {
    expect(COUNTRIES).toHaveLength(249)
    for (const key of ['code', 'alpha3', 'numeric', 'name'] as const) expect(new Set(COUNTRIES.map(country => country[key])).size).toBe(249)
  })

  it.each([
    ['150', EUROPE, 51],
    ['002', AFRICA, 60],
    ['419', LATIN_AMERICA, 52],
    ['145', WESTERN_ASIA, 18],
    ['021', 'BM CA GL PM US', 5],
    ['053', 'AU CC CX HM NF NZ', 6],
  ])('M49 %s has its countries', (region, list, count) => {
    expect(countriesInRegion(region)).toEqual(list.split(' ').sort())
    expect(list.split(' ')).toHaveLength(count)
  })

  it('every country but Antarctica lies in exactly one continent', () => {
    for (const { code } of COUNTRIES) {
      const continents = ['002', '009', '019', '142', '150'].filter(region => isInRegion(code, region))
      expect(continents, code).toHaveLength(code === 'AQ' ? 0 : 1)
    }
  })

  it('names countries and regions', () => {
    expect(countryName('NO')).toBe('Norway')
    expect(countryName('419')).toBe('Latin America and the Caribbean')
    expect(countryName('??')).toBe('??')
  })
})

describe('readCountry', () => {
  it.each(COUNTRIES.map(country => [country.name, country] as const))('reads %s by code, alpha-3, number and name', (_, country) => {
    for (const text of [
      country.code,
      country.code.toLowerCase(),
      country.alpha3,
      country.numeric,
      country.name,
      country.name.toUpperCase(),
    ]) {
      expect(readCountry(text), text).toBe(country.code)
    }
    expect(readCountry(` the ${country.name.toLowerCase()}. `)).toBe(country.code)
  })

  it("reads every country's name as the runtime writes it in other languages", () => {
    for (const language of ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv', 'ru', 'ja', 'zh', 'ar', 'pl', 'tr']) {
      const names = new Intl.DisplayNames([language], { type: 'region' })
      for (const { code } of COUNTRIES) {
        const name = names.of(code) ?? code
        expect([code, null], `${language} ${name}`).toContain(readCountry(name))
        if (language === 'en') expect(readCountry(name)).toBe(code)
      }
    }
  })

  it.each([
    ['USA', 'US'],
    ['U.S.A.', 'US'],
    ['U.S.', 'US'],
    ['United States of America', 'US'],
    ['The United States', 'US'],
    ['estados unidos', 'US'],
    ['England', 'GB'],
    ['Scotland', 'GB'],
    ['Wales', 'GB'],
    ['Northern Ireland', 'GB'],
    ['Great Britain', 'GB'],
    ['UK', 'GB'],
    ['U.K.', 'GB'],
    ['Vereinigtes Königreich', 'GB'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['TURKIYE', 'TR'],
    ["Côte d'Ivoire", 'CI'],
    ['Côte d’Ivoire', 'CI'],
    ['Cote dIvoire', 'CI'],
    ["Cote D'Ivoire", 'CI'],
    ['Ivory Coast', 'CI'],
    ['Korea, Republic of', 'KR'],
    ['Republic of Korea', 'KR'],
    ['South Korea', 'KR'],
    ["Korea, Democratic People's Republic of", 'KP'],
    ['North Korea', 'KP'],
    ['한국', 'KR'],
    ['대한민국', 'KR'],
    ['Deutschland', 'DE'],
    ['Österreich', 'AT'],
    ['Oesterreich', 'AT'],
    ['España', 'ES'],
    ['Espana', 'ES'],
    ['Brasil', 'BR'],
    ['Россия', 'RU'],
    ['Russian Federation', 'RU'],
    ['日本', 'JP'],
    ['中国', 'CN'],
    ['Holland', 'NL'],
    ['The Netherlands', 'NL'],
    ['Netherlands (Kingdom of the)', 'NL'],
    ['Pays-Bas', 'NL'],
    ['Czechia', 'CZ'],
    ['Czech Republic', 'CZ'],
    ['UAE', 'AE'],
    ['Vatican', 'VA'],
    ['Holy See', 'VA'],
    ['Macedonia', 'MK'],
    ['Burma', 'MM'],
    ['Swaziland', 'SZ'],
    ['Cape Verde', 'CV'],
    ['Cabo Verde', 'CV'],
    ['Viet Nam', 'VN'],
    ['Iran, Islamic Republic of', 'IR'],
    ['Islamic Republic of Iran', 'IR'],
    ['Bolivia, Plurinational State of', 'BO'],
    ['Venezuela (Bolivarian Republic of)', 'VE'],
    ['Tanzania, United Republic of', 'TZ'],
    ['Micronesia, Federated States of', 'FM'],
    ['Moldova, Republic of', 'MD'],
    ['Congo, The Democratic Republic of the', 'CD'],
    ['DR Congo', 'CD'],
    ['Congo', 'CG'],
    ['Virgin Islands, U.S.', 'VI'],
    ['Virgin Islands, British', 'VG'],
    ['St. Lucia', 'LC'],
    ['Saint Vincent and the Grenadines', 'VC'],
    ['Trinidad & Tobago', 'TT'],
    ['Federal Republic of Germany', 'DE'],
    ['Kingdom of Norway', 'NO'],
    ['Republic of Ireland', 'IE'],
    ["People's Republic of China", 'CN'],
    ['Republic of China', 'TW'],
    ['Hong Kong SAR China', 'HK'],
    ['Germany (DE)', 'DE'],
    ['🇩🇪', 'DE'],
    ['  norway ', 'NO'],
    ['Réunion', 'RE'],
    ['Curacao', 'CW'],
    ['Kosovo', null],
    ['Narnia', null],
    ['n/a', null],
    ['XX', null],
    ['-', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('reads %j as %j', (text, code) => expect(readCountry(text)).toBe(code))
})
