import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, country, datetime, json, money, number, phone, ref, text, url, user } from '../../platform/object/field.ts'

const company = 'Company'
const revenue = 'Revenue'

export const accountTypes = [
  { value: 'prospect', label: 'Prospect' },
  { value: 'customer', label: 'Customer' },
  { value: 'former_customer', label: 'Former customer' },
  { value: 'partner', label: 'Partner' },
  { value: 'other', label: 'Other' },
] as const

/** The organisation (HubSpot says company). Its domains are the identity: one account a registrable domain (C1). */
export const account = defineObject('account', {
  plural: 'accounts',
  label: ['Account', 'Accounts'],
  title: 'name',
  owner: 'owner_id',
  pool: true,
  custom: true,
  searchable: true,
  list: ['name', 'domain', 'industry', 'employees', 'country', 'mrr', 'type', 'owner_id', 'last_touched_at'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, sort: true, section: company }),
    domain: text({ label: 'Domain', search: true, sort: true, section: company }),
    domains: json({ label: 'Further domains', section: company }),
    website: url({ label: 'Website', section: company }),
    industry: text({ label: 'Industry', section: company }),
    employees: number({ label: 'Employees', integer: true, sort: true, section: company }),
    annual_revenue: number({ label: 'Revenue (USD a year)', sort: true, section: company }),
    founded_year: number({ label: 'Founded', integer: true, section: company }),
    company_type: text({ label: 'Company type', section: company }),
    country: country({ label: 'Country', sort: true, section: company }),
    city: text({ label: 'City', section: company }),
    phone: phone({ label: 'Phone', search: true, section: company }),
    owner_id: user({ label: 'Owner', sort: true, section: 'Work' }),
    type: choice(accountTypes, { label: 'Type', section: 'Work' }),
    parent_id: ref('account', { label: 'Parent account', indexed: true, section: company }),
    slack_channel_id: text({ label: 'Slack channel', section: 'Work' }),
    stripe_customer_id: text({ label: 'Stripe customer', section: revenue }),
    external_id: text({ label: 'Organisation id in the product', indexed: true, section: 'Product use' }),
    mrr: money({ label: 'MRR', sort: true, change: 'commands', section: revenue }),
    arr: money({ label: 'ARR', sort: true, change: 'commands', section: revenue }),
    enriched_at: datetime({ label: 'Enriched', change: 'commands' }),
    provenance: json({ label: 'Where values came from', change: 'commands' }),
    last_touched_at: datetime({ label: 'Last touch', sort: true, change: 'commands' }),
  },
})

export type Account = RowOf<typeof account>
declare module '../../platform/db/database.ts' {
  interface Database {
    account: Account
    /** Which account a registrable domain identifies. */
    account_domain: { domain: string; account_id: string }
  }
}
