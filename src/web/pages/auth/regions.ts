import type { Option } from '../../ui/PickList.tsx'

const dollar = 'USD'
/** Where the euro is money, and the currencies of the other countries that most teams sit in. */
const euro = 'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ')
const currencies: Record<string, string> = {
  ...Object.fromEntries(euro.map(country => [country, 'EUR'])),
  ...{ GB: 'GBP', CH: 'CHF', SE: 'SEK', NO: 'NOK', DK: 'DKK', PL: 'PLN', CZ: 'CZK', HU: 'HUF', RO: 'RON', TR: 'TRY', IL: 'ILS', IN: 'INR' },
  ...{ CA: 'CAD', AU: 'AUD', NZ: 'NZD', JP: 'JPY', BR: 'BRL', MX: 'MXN', SG: 'SGD', HK: 'HKD', KR: 'KRW', ZA: 'ZAR', AE: 'AED' },
}

/** The time zone of the browser. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** The currency of the country in the browser's first language that names one. */
export function guessCurrency(languages: readonly string[]): string {
  for (const language of languages) {
    const region = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?-([A-Z]{2})\b/.exec(language)?.[1]
    if (region) return currencies[region] ?? dollar
  }
  return dollar
}

/** Every time zone that the browser knows, with UTC, by its city. */
export function timeZoneOptions(current: string): Option[] {
  const names = new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')])
  return [...names].filter(Boolean).map(value => {
    const [area = '', ...city] = value.split('/')
    return { value, label: value.replaceAll('_', ' '), hint: city.length > 0 ? offsetOf(value) : area }
  })
}

function offsetOf(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts()
  return parts.find(part => part.type === 'timeZoneName')?.value ?? ''
}

export function currencyOptions(): Option[] {
  const names = new Intl.DisplayNames('en', { type: 'currency' })
  return Intl.supportedValuesOf('currency').map(value => ({ value, label: `${value}, ${names.of(value) ?? ''}` }))
}
