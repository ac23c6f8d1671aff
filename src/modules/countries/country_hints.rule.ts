import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { COUNTRIES } from './countries.rule.ts'

/**
 * The country that a phone number belongs to (C4 a), or null. A national number needs `defaultCountry`. Countries that share a calling code
 * are told apart by the number; where that fails the code's main country is taken (+47 is Norway), except for +1, where it may be any of 25.
 */
export function countryFromPhone(phone: string | null | undefined, defaultCountry?: string | null): string | null {
  if (!phone) return null
  const known = defaultCountry && isSupportedCountry(defaultCountry) ? defaultCountry : undefined
  const parsed = parsePhoneNumberFromString(phone.trim().replace(/^00(?=[1-9])/, '+'), known)
  if (!parsed?.isPossible()) return null
  const country = parsed.country ?? (parsed.countryCallingCode === '1' ? undefined : parsed.getPossibleCountries()[0])
  return country && CODES.has(country) ? country : null
}

/** The country of a host's country-code top-level domain (C4 a), or null for generic ones and for those sold worldwide as generic. */
export function countryFromDomain(domain: string | null | undefined): string | null {
  const ending = domain?.trim().toLowerCase().replace(/\.$/, '').split('.').at(-1)
  if (!ending || !domain?.includes('.') || SOLD_AS_GENERIC.has(ending)) return null
  const code = INTERNATIONAL[ending] ?? (ending === 'uk' ? 'GB' : ending.toUpperCase())
  return CODES.has(code) ? code : null
}

const CODES: ReadonlySet<string> = new Set(COUNTRIES.map(country => country.code))

const SOLD_AS_GENERIC: ReadonlySet<string> = new Set(
  'ac ag ai am bz cc cd co cx dj fm gg gl gs im io la lc ly me ms mu nu pm pw re sc sh sl so st su sx tc tf tk tl tm to tv vc vg vu wf ws yt'.split(
    ' ',
  ),
)

const INTERNATIONAL: Readonly<Record<string, string>> = {
  рф: 'RU',
  'xn--p1ai': 'RU',
  укр: 'UA',
  'xn--j1amh': 'UA',
  бел: 'BY',
  'xn--90ais': 'BY',
  бг: 'BG',
  'xn--90ae': 'BG',
  срб: 'RS',
  'xn--90a3ac': 'RS',
  ελ: 'GR',
  'xn--qxam': 'GR',
  中国: 'CN',
  'xn--fiqs8s': 'CN',
  中國: 'CN',
  'xn--fiqz9s': 'CN',
  香港: 'HK',
  'xn--j6w193g': 'HK',
  台灣: 'TW',
  'xn--kpry57d': 'TW',
  台湾: 'TW',
  'xn--kprw13d': 'TW',
  한국: 'KR',
  'xn--3e0b707e': 'KR',
  ไทย: 'TH',
  'xn--o3cw4h': 'TH',
  भारत: 'IN',
  'xn--h2brj9c': 'IN',
}
