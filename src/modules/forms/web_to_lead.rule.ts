import { leadFieldOf } from './lead_field_of.rule.ts'

/** Salesforce's Web-to-Lead names where they differ from ours (contract.md, Ways in); null: kept as submitted only. */
const names: Readonly<Record<string, string | null>> = {
  first_name: 'first_name',
  last_name: 'last_name',
  email: 'email',
  company: 'company',
  phone: 'phone',
  mobile: 'phone',
  title: 'title',
  country: 'country',
  country_code: 'country',
  city: 'city',
  state: 'region',
  state_code: 'region',
  URL: 'website',
  description: 'sales_form_message',
  industry: 'industry',
  revenue: 'annual_revenue',
  employees: 'employees',
  lead_source: null,
  street: null,
  zip: null,
  salutation: null,
  rating: null,
  fax: null,
}
/** What steers Salesforce and says nothing about the person. */
const steering = new Set(['oid', 'orgid', 'returl', 'encoding', 'captcha_settings', 'debug', 'debugemail', 'external', 'submit'])

export const isSteering = (name: string): boolean => steering.has(name.toLowerCase())

/** The lead field behind a Web-to-Lead name; ids of custom fields (00N…) are kept as submitted. */
export function webToLeadField(name: string): string | null {
  if (Object.hasOwn(names, name)) return names[name] ?? null
  return /^00N[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/.test(name) ? null : leadFieldOf(name)
}

/**
 * Where a Web-to-Lead post may send its visitor besides the form's own hosts: back to the site that posted it, so that a
 * Salesforce form moves by changing one URL. Whoever can post from a site can redirect there anyway, so this opens nothing.
 */
export function postingSite(origin: string | undefined, referer: string | undefined): string | null {
  const site = origin && origin !== 'null' ? origin : referer
  if (!site || !URL.canParse(site)) return null
  const { protocol, host } = new URL(site)
  return protocol === 'https:' || protocol === 'http:' ? host : null
}
