import { countryName, readCountry } from '../countries/countries.rule.ts'
import { countryFromDomain, countryFromPhone } from '../countries/country_hints.rule.ts'
import { companyNameFromDomain } from './company_name.rule.ts'
import { companyDomain } from './email_domain.rule.ts'
import { nameFromEmail, splitName } from './person_name.rule.ts'
import { normalisePhone } from './phone_number.rule.ts'

export type ProvenanceSource = 'form' | 'signature' | 'phone' | 'top_level_domain' | 'email' | 'sign_up' | 'account'
export type Provenance = Record<string, { source: ProvenanceSource; detail: string }>

export type EnrichedField =
  | 'name'
  | 'first_name'
  | 'last_name'
  | 'domain'
  | 'phone'
  | 'title'
  | 'role_at_organization'
  | 'company'
  | 'website'
  | 'country'
type HandField = 'phone' | 'title' | 'role_at_organization' | 'company' | 'website' | 'country'
type Hints = Partial<Record<HandField, string | null>>

/** What a channel knows beside the fields themselves. */
export type Hand = { signature?: Hints | null; sign_up?: Hints | null; account?: Hints | null }

const FROM = { sign_up: 'From the sign-up', signature: 'From the mail’s signature', account: 'From the account' } as const
const OF_A_PERSON = ['sign_up', 'signature'] as const
const OF_A_COMPANY = ['sign_up', 'signature', 'account'] as const

/**
 * Fills what is not known from what is at hand, the surest source first, and says for every value where it came from (C4 a).
 * A value that is there is never overwritten, whatever it is; `values` holds only what was added.
 */
export function enrichLead(
  known: Readonly<Record<string, unknown>>,
  hand: Hand,
): { values: Partial<Record<EnrichedField, string>>; provenance: Provenance } {
  const values: Partial<Record<EnrichedField, string>> = {}
  const provenance: Provenance = {}
  const is = (field: EnrichedField): string | null => values[field] ?? textOf(known[field])
  const put = (field: EnrichedField, value: string | null | undefined, source: ProvenanceSource, detail: string): void => {
    const found = value?.trim()
    if (!found || isGiven(known[field]) || values[field] !== undefined) return
    values[field] = found
    provenance[field] = { source, detail }
  }
  for (const field of ENRICHED) if (isGiven(known[field])) provenance[field] = { source: 'form', detail: 'As given' }

  const email = textOf(known.email)
  putNames(known, email, is, put)

  for (const from of OF_A_PERSON) {
    put('title', hand[from]?.title, from, FROM[from])
    put('role_at_organization', hand[from]?.role_at_organization, from, FROM[from])
    put('phone', normalisePhone(hand[from]?.phone, is('country')), from, FROM[from])
  }
  for (const from of OF_A_COMPANY) put('website', hand[from]?.website, from, FROM[from])
  put('domain', companyDomain(email), 'email', `From ${email}`)
  put('domain', companyDomain(is('website')), provenance.website?.source ?? 'form', `From ${is('website')}`)
  const domain = is('domain')
  put('website', domain && `https://${domain}`, 'email', `From ${domain}`)
  for (const from of OF_A_COMPANY) put('company', hand[from]?.company, from, FROM[from])
  put('company', companyNameFromDomain(domain), 'email', `From ${domain}`)

  for (const from of OF_A_PERSON) put('country', readCountry(hand[from]?.country), from, FROM[from])
  const byPhone = countryFromPhone(is('phone'))
  put('country', byPhone, 'phone', `${is('phone')} is a number in ${countryName(byPhone ?? '')}`)
  put('country', readCountry(hand.account?.country), 'account', FROM.account)
  const byDomain = countryFromDomain(domain)
  put('country', byDomain, 'top_level_domain', `${domain} ends in ${countryName(byDomain ?? '')}’s domain`)
  return { values, provenance }
}

const ENRICHED: readonly EnrichedField[] = [
  'name',
  'first_name',
  'last_name',
  'domain',
  'phone',
  'title',
  'role_at_organization',
  'company',
  'website',
  'country',
]

/** A first and last name are only made together: a typed first name is not joined to a last name from elsewhere. */
function putNames(
  known: Readonly<Record<string, unknown>>,
  email: string | null,
  is: (field: EnrichedField) => string | null,
  put: (field: EnrichedField, value: string | null | undefined, source: ProvenanceSource, detail: string) => void,
): void {
  const typed = is('name')
  const untouched = !isGiven(known.first_name) && !isGiven(known.last_name)
  const fromEmail = typed === null && untouched ? nameFromEmail(email) : null
  const parts = fromEmail ?? (untouched ? splitName(typed) : null)
  const source = fromEmail ? 'email' : 'form'
  const detail = fromEmail ? `From ${email}` : `From “${typed}”`
  put('first_name', parts?.first_name, source, detail)
  put('last_name', parts?.last_name, source, detail)
  const joined = [is('first_name'), is('last_name')].filter(Boolean).join(' ')
  put('name', joined, source, fromEmail ? detail : 'From first and last name')
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined && value !== ''
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
