import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, choice, country, datetime, email, emails, phone, ref, text, user } from '../../platform/object/field.ts'
import { leadSources } from '../leads/lead_choices.ts'

const person = 'Person'
const product = 'Product use'

/** A person we deal with. Belongs to one main account (A2). */
export const contact = defineObject('contact', {
  plural: 'contacts',
  label: ['Contact', 'Contacts'],
  title: 'name',
  owner: 'owner_id',
  pool: true,
  custom: true,
  searchable: true,
  recency: true,
  list: ['name', 'account_id', 'title', 'email', 'phone', 'country', 'owner_id', 'last_touched_at'],
  fields: {
    name: text({ label: 'Name', required: true, default: null, search: true, sort: true, section: person }),
    first_name: text({ label: 'First name', section: person }),
    last_name: text({ label: 'Last name', section: person }),
    email: email({ label: 'Email', search: true, sort: true, section: person }),
    emails: emails({ label: 'Further emails', section: person }),
    phone: phone({ label: 'Phone', search: true, section: person }),
    title: text({ label: 'Title', section: person }),
    role_at_organization: text({ label: 'Role', section: person }),
    country: country({ label: 'Country', sort: true, section: person }),
    account_id: ref('account', { label: 'Account', indexed: true, section: person }),
    owner_id: user({ label: 'Owner', sort: true, section: 'Work' }),
    source: choice(leadSources, { label: 'Source', section: 'Work' }),
    do_not_contact: checkbox({ label: 'Do not contact', section: 'Work' }),
    selected_deployment_type: text({ label: 'Deployment', section: product }),
    product_signup_ts: datetime({ label: 'Signed up', sort: true, section: product }),
    is_organization_first_user: checkbox({ label: 'First user of the organisation', section: product }),
    plan: text({ label: 'Plan', section: product }),
    last_touched_at: datetime({ label: 'Last touch', sort: true, change: 'commands' }),
  },
})

export type Contact = RowOf<typeof contact>
declare module '../../platform/db/database.ts' {
  interface Database {
    contact: Contact
    /** Which contact an address identifies. */
    contact_email: { email: string; contact_id: string }
  }
}
