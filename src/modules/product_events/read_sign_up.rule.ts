import { readCountry } from '../countries/countries.rule.ts'
import { companyDomain, normaliseEmail } from '../enrichment/email_domain.rule.ts'
import type { ProductEvent } from './read_events.rule.ts'
import { readTime } from './read_events.rule.ts'

/** What an event says of a person and their organisation. Left out what it does not say. */
export interface SignUp {
  email: string | null
  name: string | null
  first_name: string | null
  last_name: string | null
  phone: string | null
  title: string | null
  country: string | null
  company: string | null
  /** The company's registrable domain; null for free mail. */
  domain: string | null
  /** The organisation's id in the product. */
  organization_id: string | null
  plan: string | null
  /** The sign-up fields, each exactly when the event has it (B9). */
  fields: SignUpFields
}

export interface SignUpFields {
  selected_deployment_type?: string
  product_signup_ts?: Date
  is_organization_first_user?: boolean
  role_at_organization?: string
}

const textOf = (value: unknown, most = 500): string | null => {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return text === '' ? null : text.slice(0, most)
}

const booleanOf = (value: unknown): boolean | undefined => {
  if (value === true || value === 'true' || value === 1 || value === '1') return true
  return value === false || value === 'false' || value === 0 || value === '0' ? false : undefined
}

/** Reads what a sign-up, a purchase or an identification tells of its person (B9). */
export function readSignUp(event: Pick<ProductEvent, 'distinct_id' | 'properties' | 'person' | 'groups'>): SignUp {
  const { properties, person, groups } = event
  const given = (...names: string[]): unknown => {
    for (const name of names) {
      const value = properties[name] ?? person[name]
      if (value !== null && value !== undefined && value !== '') return value
    }
    return undefined
  }
  const email =
    normaliseEmail(textOf(given('email', '$email'))) ?? (event.distinct_id.includes('@') ? normaliseEmail(event.distinct_id) : null)
  const fields: SignUpFields = {}
  const deployment = textOf(given('selected_deployment_type'))
  if (deployment !== null) fields.selected_deployment_type = deployment
  const signedUp = readTime(given('product_signup_ts'))
  if (signedUp) fields.product_signup_ts = signedUp
  const first = booleanOf(given('is_organization_first_user'))
  if (first !== undefined) fields.is_organization_first_user = first
  const role = textOf(given('role_at_organization'))
  if (role !== null) fields.role_at_organization = role
  return {
    email,
    name: textOf(given('name', 'full_name', '$name')),
    first_name: textOf(given('first_name', 'firstname')),
    last_name: textOf(given('last_name', 'lastname')),
    phone: textOf(given('phone', 'phone_number'), 60),
    title: textOf(given('title', 'job_title')),
    country: readCountry(textOf(given('country', 'country_code', '$geoip_country_code'))),
    company: textOf(given('organization_name', 'company', 'company_name')),
    domain: companyDomain(email),
    organization_id: textOf(groups.organization ?? groups.company ?? given('organization_id'), 200),
    plan: textOf(given('plan', 'license_plan', 'plan_key'), 100),
    fields,
  }
}
