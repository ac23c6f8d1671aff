import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, choice, date, datetime, json, longText, money, number, ref, text, url, user } from '../../platform/object/field.ts'
import { leadSources } from '../leads/lead_choices.ts'
import { forecastCategories, lossReasons, opportunityTypes, pipelines, recordTypes, stages } from './opportunity_choices.ts'

const deal = 'Deal'
const next = 'Next steps'
const closing = 'Closing'

/** A qualified possible sale (E1). A default of null: Settings and the pipeline say what a blank one becomes. */
export const opportunity = defineObject('opportunity', {
  plural: 'opportunities',
  label: ['Opportunity', 'Opportunities'],
  title: 'name',
  owner: 'owner_id',
  custom: true,
  searchable: true,
  list: ['name', 'account_id', 'stage', 'amount', 'close_date', 'probability', 'owner_id', 'next_steps', 'next_step_date'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, sort: true, section: deal }),
    account_id: ref('account', { label: 'Account', required: true, indexed: true, section: deal }),
    primary_contact_id: ref('contact', { label: 'Primary contact', indexed: true, section: deal }),
    record_type: choice(recordTypes, { label: 'Record type', required: true, default: null, section: deal }),
    type: choice(opportunityTypes, { label: 'Type', required: true, default: null, section: deal }),
    pipeline: choice(pipelines, { label: 'Pipeline', required: true, default: null, sort: true, section: deal }),
    stage: choice(stages, { label: 'Stage', required: true, default: null, sort: true, section: deal }),
    probability: number({
      label: 'Probability',
      required: true,
      default: null,
      integer: true,
      sort: true,
      change: 'commands',
      section: deal,
    }),
    forecast_category: choice(forecastCategories, {
      label: 'Forecast',
      required: true,
      default: null,
      change: 'commands',
      section: deal,
    }),
    amount: money({ label: 'Amount (ARR)', required: true, default: null, sort: true, section: deal }),
    currency: text({ label: 'Currency', section: deal }),
    close_date: date({ label: 'Close date', required: true, sort: true, section: deal }),
    owner_id: user({ label: 'Owner', required: true, sort: true, section: deal }),
    source: choice(leadSources, { label: 'Source', section: deal }),
    lead_id: ref('lead', { label: 'Lead', indexed: true, section: deal }),
    next_steps: longText({ label: 'Next steps', section: next }),
    next_step_date: date({ label: 'Next step date', sort: true, section: next }),
    loss_reason: choice(lossReasons, { label: 'Loss reason', section: closing }),
    additional_loss_context: longText({ label: 'Additional loss context', section: closing }),
    contract_start_date: date({ label: 'Contract start', section: closing }),
    contract_term_months: number({ label: 'Contract term (months)', integer: true, section: closing }),
    paid_upfront: checkbox({
      label: 'Paid upfront',
      help: 'The whole term at once. It then counts as a whole towards quota.',
      section: closing,
    }),
    contract_link: url({ label: 'Contract', section: closing }),
    products: json({ label: 'Products', section: closing }),
    arr_up_for_renewal: money({ label: 'ARR up for renewal', section: closing }),
    renewal_of_id: ref('opportunity', { label: 'Renewal of', indexed: true, section: closing }),
    /** Made when this one was won; it stays remembered in the bin. */
    renewal_id: ref('opportunity', { label: 'Renewal', indexed: true, change: 'commands' }),
    onboarding: json({ label: 'Onboarding', change: 'commands' }),
    follow_ups: json({ label: 'Follow-ups', change: 'commands' }),
    self_serve_post_engagement: checkbox({ label: 'Self-serve – post engagement', section: deal }),
    trial_starts_on: date({ label: 'Trial starts', section: deal }),
    trial_ends_on: date({ label: 'Trial ends', section: deal }),
    stage_entered_at: datetime({ label: 'In this stage since', change: 'commands' }),
    closed_at: datetime({ label: 'Closed', sort: true, change: 'commands' }),
  },
})

export type Opportunity = RowOf<typeof opportunity>
declare module '../../platform/db/database.ts' {
  interface Database {
    opportunity: Opportunity
  }
}
