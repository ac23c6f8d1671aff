import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import {
  checkbox,
  choice,
  country,
  date,
  datetime,
  email,
  json,
  longText,
  number,
  phone,
  ref,
  text,
  url,
  user,
} from '../../platform/object/field.ts'
import { disqualificationReasons, leadSources, leadStatuses, recommendedFlows } from './lead_choices.ts'
import { reach } from './reveals.ts'

const person = 'Person'
const company = 'Company'
const product = 'Product use'
const work = 'Work'
const origin = 'Where it came from'

/** A person who has shown interest and is not yet qualified (spec/README.md). */
export const lead = defineObject('lead', {
  plural: 'leads',
  label: ['Lead', 'Leads'],
  title: 'name',
  owner: 'owner_id',
  pool: true,
  custom: true,
  searchable: true,
  recency: true,
  // A lead comes through intake whichever door it takes (lead.routes.ts).
  createdByCommand: true,
  list: [
    'name',
    'company',
    'status',
    'score',
    'icp_score',
    'source',
    'country',
    'monthly_events',
    'sla_due_at',
    'owner_id',
    'last_touched_at',
  ],
  fields: {
    name: text({ label: 'Name', required: true, search: true, sort: true, section: person }),
    first_name: text({ label: 'First name', section: person }),
    last_name: text({ label: 'Last name', section: person }),
    email: email({ label: 'Email', search: true, sort: true, section: person }),
    phone: phone({ label: 'Phone', search: true, section: person }),
    title: text({ label: 'Title', section: person }),
    role_at_organization: text({ label: 'Role', section: person }),
    country: country({ label: 'Country', sort: true, section: person }),
    region: text({ label: 'Region', section: person }),
    city: text({ label: 'City', section: person }),
    company: text({ label: 'Company', search: true, sort: true, section: company }),
    domain: text({ label: 'Domain', sort: true, section: company }),
    website: url({ label: 'Website', section: company }),
    industry: text({ label: 'Industry', section: company }),
    employees: number({ label: 'Employees', integer: true, section: company }),
    annual_revenue: number({ label: 'Revenue (USD a year)', section: company }),
    founded_year: number({ label: 'Founded', integer: true, section: company }),
    company_type: text({ label: 'Company type', section: company }),
    status: choice(leadStatuses, { label: 'Status', required: true, default: 'new', sort: true, section: work }),
    owner_id: user({ label: 'Owner', sort: true, section: work }),
    source: choice(leadSources, { label: 'Source', required: true, default: 'manual', sort: true, section: origin }),
    score: number({ label: 'Score', required: true, default: 0, integer: true, sort: true, change: 'commands', section: work }),
    icp_score: number({ label: 'ICP score', required: true, default: 0, integer: true, sort: true, change: 'commands', section: work }),
    score_reasons: json({ label: 'Reasons for the scores', change: 'commands' }),
    sales_form_message: longText({ label: 'Message', section: origin }),
    product_interest: text({ label: 'Product interest', section: product }),
    monthly_active_users: number({ label: 'Monthly active users', integer: true, sort: true, section: product }),
    monthly_events: number({ label: 'Events a month', integer: true, sort: true, section: product }),
    monthly_recordings: number({ label: 'Recordings a month', integer: true, section: product }),
    wants_annual: checkbox({ label: 'Wants an annual plan', section: product }),
    needs_evaluation: checkbox({ label: 'Needs a guided evaluation', section: product }),
    selected_deployment_type: text({ label: 'Deployment', section: product }),
    product_signup_ts: datetime({ label: 'Signed up', section: product }),
    is_organization_first_user: checkbox({ label: 'First user of the organisation', section: product }),
    plan: text({ label: 'Plan', section: product }),
    product_led: checkbox({ label: 'Product-led', section: origin }),
    self_serve_no_interaction: checkbox({ label: 'Self-serve – no interaction', section: work }),
    potential_value: number({ label: 'Potential value (USD a year)', section: work }),
    disqualification_reason: choice(disqualificationReasons, { label: 'Disqualification reason', section: work }),
    disqualification_notes: longText({ label: 'Disqualification notes', section: work }),
    nurture_until: date({ label: 'Come back on', section: work }),
    next_steps: longText({ label: 'Next step', section: work }),
    next_step_date: date({ label: 'Next step date', sort: true, section: work }),
    assigned_at: datetime({ label: 'Assigned', sort: true, change: 'commands' }),
    assignment_reason: text({ label: 'Why it is theirs', change: 'commands' }),
    assignment_steps: json({ label: 'Steps of the assignment', change: 'commands' }),
    territory_id: ref('territory', { label: 'Territory', change: 'commands', section: work }),
    first_responded_at: datetime({ label: 'First reply', sort: true, change: 'commands' }),
    sla_due_at: datetime({ label: 'First reply due', sort: true, change: 'commands' }),
    sla_warns_at: datetime({ label: 'First reply soon due', change: 'commands' }),
    sla_rings_at: datetime({ label: 'First reply: next reminder', change: 'commands' }),
    last_touched_at: datetime({ label: 'Last touch', sort: true, change: 'commands' }),
    idle_since: datetime({ label: 'Without an update since', change: 'commands' }),
    pool_noticed_at: datetime({ label: 'Told that it goes to the pool', change: 'commands' }),
    pooled_at: datetime({ label: 'In the pool since', sort: true, change: 'commands' }),
    pooled_from_id: user({ label: 'Was with', change: 'commands' }),
    nurture_task_id: ref('task', { label: 'Task to come back', change: 'commands' }),
    ticket_url: url({ label: 'Ticket', change: 'commands' }),
    recommended_flow: choice(recommendedFlows, { label: 'Recommended', change: 'commands', section: work }),
    recommended_flow_reason: text({ label: 'Why', change: 'commands' }),
    checklist: json({ label: 'Checklist', change: 'commands' }),
    qualification: json({ label: 'Qualification', change: 'commands' }),
    provenance: json({ reveals: reach, label: 'Where values came from', change: 'commands' }),
    submitted: json({ reveals: reach, label: 'As submitted', change: 'commands' }),
    contact_id: ref('contact', { label: 'Contact', change: 'commands' }),
    account_id: ref('account', { label: 'Account', section: company }),
    opportunity_id: ref('opportunity', { label: 'Opportunity', change: 'commands' }),
    converted_at: datetime({ label: 'Converted', change: 'commands' }),
  },
})

export type Lead = RowOf<typeof lead>
declare module '../../platform/db/database.ts' {
  interface Database {
    lead: Lead
  }
}
