import { COUNTRY_LIST } from './country_list.ts'
import { COUNTRY_SPELLINGS } from './country_spellings.ts'

export type Country = { code: string; alpha3: string; numeric: string; subregion: string; name: string }

/** All 249 ISO 3166-1 countries, ordered by code. */
export const COUNTRIES: readonly Country[] = COUNTRY_LIST.map(([code, alpha3, numeric, subregion, name]) => ({
  code,
  alpha3,
  numeric,
  subregion,
  name,
}))

const BY_CODE = new Map(COUNTRIES.map(country => [country.code, country]))

/** The wider M49 regions by the sub-regions that they are made of. */
const REGIONS: Readonly<Record<string, { name: string; subregions: readonly string[] }>> = {
  '002': { name: 'Africa', subregions: ['011', '014', '015', '017', '018'] },
  '009': { name: 'Oceania', subregions: ['053', '054', '057', '061'] },
  '019': { name: 'Americas', subregions: ['005', '013', '021', '029'] },
  '142': { name: 'Asia', subregions: ['030', '034', '035', '143', '145'] },
  '150': { name: 'Europe', subregions: ['039', '151', '154', '155'] },
  '202': { name: 'Sub-Saharan Africa', subregions: ['011', '014', '017', '018'] },
  '419': { name: 'Latin America and the Caribbean', subregions: ['005', '013', '029'] },
  '005': { name: 'South America', subregions: ['005'] },
  '011': { name: 'Western Africa', subregions: ['011'] },
  '013': { name: 'Central America', subregions: ['013'] },
  '014': { name: 'Eastern Africa', subregions: ['014'] },
  '015': { name: 'Northern Africa', subregions: ['015'] },
  '017': { name: 'Middle Africa', subregions: ['017'] },
  '018': { name: 'Southern Africa', subregions: ['018'] },
  '021': { name: 'Northern America', subregions: ['021'] },
  '029': { name: 'Caribbean', subregions: ['029'] },
  '030': { name: 'Eastern Asia', subregions: ['030'] },
  '034': { name: 'Southern Asia', subregions: ['034'] },
  '035': { name: 'South-eastern Asia', subregions: ['035'] },
  '039': { name: 'Southern Europe', subregions: ['039'] },
  '053': { name: 'Australia and New Zealand', subregions: ['053'] },
  '054': { name: 'Melanesia', subregions: ['054'] },
  '057': { name: 'Micronesia', subregions: ['057'] },
  '061': { name: 'Polynesia', subregions: ['061'] },
  '143': { name: 'Central Asia', subregions: ['143'] },
  '145': { name: 'Western Asia', subregions: ['145'] },
  '151': { name: 'Eastern Europe', subregions: ['151'] },
  '154': { name: 'Northern Europe', subregions: ['154'] },
  '155': { name: 'Western Europe', subregions: ['155'] },
}

/** The M49 regions that a territory may name, for a Settings picker. */
export const COUNTRY_REGIONS: readonly { code: string; name: string }[] = Object.entries(REGIONS).map(([code, { name }]) => ({
  code,
  name,
}))

/** The English name of a country, or of an M49 region; the code itself when it is neither. */
export function countryName(code: string): string {
  return BY_CODE.get(code)?.name ?? REGIONS[code]?.name ?? code
}

/** The codes of the countries in an M49 region ('150' → 51 countries); empty for an unknown region. */
export function countriesInRegion(region: string): string[] {
  const subregions = REGIONS[region]?.subregions ?? []
  return COUNTRIES.filter(country => subregions.includes(country.subregion)).map(country => country.code)
}

/** Whether a country lies in an M49 region or sub-region. */
export function isInRegion(code: string, region: string): boolean {
  const subregion = BY_CODE.get(code)?.subregion
  return Boolean(subregion) && (REGIONS[region]?.subregions.includes(subregion ?? '') ?? false)
}

/**
 * The ISO code of a country as people write it (C3): codes, English, native and foreign names, in any case, with or without accents,
 * punctuation, "the" or comma inversion ("Korea, Republic of"). Null when it is not understood: a guess would route to the wrong person.
 */
export function readCountry(text: string | null | undefined): string | null {
  const typed = text?.trim() ?? ''
  if (!typed || typed.length > 100) return null
  return readFlag(typed) ?? readName(typed) ?? readInverted(typed) ?? readWithoutBrackets(typed)
}

function readName(typed: string): string | null {
  const name = fold(typed)
  if (!name) return null
  return englishNames().get(name) ?? englishNames().get(name.replace(FORM_OF_STATE, '')) ?? foreignNames().get(name) ?? null
}

function readInverted(typed: string): string | null {
  const [last, ...rest] = typed.split(',')
  return rest.length === 1 && last ? readName(`${rest[0]} ${last}`) : null
}

function readWithoutBrackets(typed: string): string | null {
  const [, outside, inside] = /^([^()[\]]+)[([]([^()[\]]+)[)\]]$/.exec(typed) ?? []
  return outside && inside ? (readName(outside) ?? readName(inside)) : null
}

function readFlag(typed: string): string | null {
  const letters = [...typed].map(char => (char.codePointAt(0) ?? 0) - REGIONAL_INDICATOR_A)
  if (letters.length !== 2 || letters.some(letter => letter < 0 || letter > 25)) return null
  const code = letters.map(letter => String.fromCharCode(65 + letter)).join('')
  return BY_CODE.has(code) ? code : null
}

const REGIONAL_INDICATOR_A = 0x1f1e6
const FORM_OF_STATE =
  /^(?:(?:federal|federative|federated|democratic|islamic|arab|peoples|socialist|plurinational|bolivarian|cooperative|oriental|independent|united|hashemite) )*(?:republic|kingdom|state|states|commonwealth|principality|sultanate|federation|grand duchy|union|emirate) of /

/** One comparable form: no accents, case, punctuation, "the"; "&" and "st." spelled out. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, letter => PLAIN_LETTERS[letter] ?? letter)
    .replace(/&/g, ' and ')
    .replace(/['’‘`´.]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .replace(/\b(?:the|st|rep|dem)\b/g, word => WORDS[word] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}

const PLAIN_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i' }
const WORDS: Readonly<Record<string, string>> = { st: 'saint', rep: 'republic', dem: 'democratic' }

let english: Map<string, string> | undefined

function englishNames(): Map<string, string> {
  if (english) return english
  english = new Map()
  for (const { code, alpha3, numeric, name } of COUNTRIES) {
    for (const spelling of [code, alpha3, numeric, name, ...(COUNTRY_SPELLINGS[code] ?? [])]) english.set(fold(spelling), code)
  }
  return english
}

let foreign: Map<string, string> | undefined

/** Names in other languages, from the runtime's own CLDR data; a spelling that means two countries in two languages is left out. */
function foreignNames(): Map<string, string> {
  if (foreign) return foreign
  const spellings = new Map<string, Set<string>>()
  for (const language of LANGUAGES) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const { code } of COUNTRIES) {
      const name = names.of(code)
      if (!name) continue
      const umlautsSpelledOut = name.replace(/[äöüÄÖÜ]/g, letter => UMLAUTS[letter.toLowerCase()] ?? letter)
      for (const spelling of [fold(name), fold(umlautsSpelledOut)])
        spellings.set(spelling, (spellings.get(spelling) ?? new Set()).add(code))
    }
  }
  foreign = new Map([...spellings].flatMap(([name, codes]) => (codes.size === 1 ? [...codes].map(code => [name, code] as const) : [])))
  return foreign
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' }
const LANGUAGES: readonly string[] =
  'en de fr es pt it nl sv da nb fi is pl cs sk sl hr sr hu ro bg el tr ru uk be ar he fa hi bn th vi id ms ja ko zh zh-Hant et lv lt ca eu gl ga cy sq mk bs ka hy az kk uz sw am ur ta'.split(
    ' ',
  )
