import { CONTACT_FORM } from './contact_form.ts'
import { PIPELINES } from './pipelines.ts'
import { options, type Playbook, type PlaybookTerritory } from './playbook.ts'
import { ROLES } from './roles.ts'
import { ICP_SCORE, LEAD_SCORE } from './score_tables.ts'
import { SELF_SERVE_FLOW } from './self_serve_flow.ts'
import { LEAD_VIEWS, RECORD_VIEWS } from './views.ts'

/** In order; the first match wins. M49: 419 Latin America and the Caribbean, 150 Europe, 002 Africa, 145 Western Asia. */
export const TERRITORIES: readonly PlaybookTerritory[] = [
  { name: 'Americas', countries: ['US', 'CA', '419'] },
  { name: 'EMEA and Australia', countries: ['150', '002', '145', 'IR', 'AU'] },
  { name: 'Rest of world', countries: ['*'] },
]

/** The default: leads first, territories with round robin, hands-on or self-serve. */
export const productLed: Playbook = {
  key: 'product_led',
  label: 'Product-led',
  description: 'The product sells itself first; sales comes in second. Leads find their owner by territory and round robin.',
  currency: 'USD',
  menu: ['home', 'inbox', 'leads', 'pool', 'accounts', 'contacts', 'opportunities', 'tasks', 'quotes', 'revenue', 'reports'],

  territories: TERRITORIES,
  assignment: { returning_enabled: true, returning_months: 4, away_longer_than_days: 5, stops_days_before: 2, rules: [] },
  lead_sources: options({
    email: 'Email',
    contact_form: 'Contact form',
    demo_booking: 'Demo booking',
    product_signup: 'Product sign-up',
    zendesk: 'Zendesk',
    forwarded_email: 'Forwarded email',
    slack: 'Slack',
    event: 'Event',
    referral: 'Referral',
    import: 'Import',
    api: 'API',
    manual: 'Manual',
  }),
  form_sources: ['contact_form', 'demo_booking'],
  product_led_sources: ['product_signup'],
  lead_statuses: [
    {
      value: 'new',
      label: 'New',
      checklist: [
        { key: 'review_details', label: 'Review details' },
        { key: 'first_qualification', label: 'First qualification check' },
      ],
    },
    {
      value: 'working',
      label: 'Working',
      checklist: [
        { key: 'reach_out', label: 'Reach out, schedule a meeting' },
        { key: 'gather_missing', label: 'Gather what is missing' },
        { key: 'update_record', label: 'Update the record' },
        { key: 'match_needs', label: 'Match needs with what we offer' },
      ],
    },
    {
      value: 'nurturing',
      label: 'Nurturing',
      checklist: [
        { key: 'schedule_follow_ups', label: 'Schedule follow-ups' },
        { key: 'send_content', label: 'Send useful content' },
        { key: 'watch_engagement', label: 'Watch engagement' },
      ],
    },
    { value: 'converted', label: 'Converted', checklist: [] },
    { value: 'unqualified', label: 'Unqualified', checklist: [{ key: 'state_reason', label: 'State the reason' }] },
  ],
  disqualification_reasons: options({
    budget: 'Budget',
    lack_of_fit: 'Lack of fit',
    self_serve_customer: 'Self-serve customer',
    not_sales: 'Not a sales inquiry',
    support_request: 'Support request',
    revops_request: 'RevOps request',
    spam: 'Spam',
    no_response: 'No response',
    duplicate: 'Duplicate',
  }),
  qualification_questions: [
    { key: 'ideal_profile', label: 'Matches our ideal customer profile' },
    { key: 'need', label: 'Has a need we can help with' },
    { key: 'interest', label: 'Has shown interest' },
    { key: 'reasonable_time', label: 'Decides within a reasonable time' },
  ],
  conversion_guidance: ['In contact and working on next steps', 'A clear problem that we can solve', 'A solid next step'],
  sla: { hours: 24, warning_hours: 20 },
  pool: { after_days: 7, notice_after_days: 6, product_led_only: true },
  scores: { lead: LEAD_SCORE, icp: ICP_SCORE },
  hands_on: { monthly_events: 5_000_000, monthly_recordings: 100_000, potential_value: 20_000 },
  product_events: {
    rules: [
      { event: 'user signed up', action: 'create_or_update_contact' },
      { event: 'license purchased', action: 'create_or_update_contact' },
    ],
    onboarding_plans: ['teams'],
    opportunity_pipeline: null,
  },
  addresses: [
    { local_part: 'hello', purpose: 'general' },
    { local_part: 'sales', purpose: 'sales' },
  ],
  routing_suggestions: ['Enterprise', 'Startup programme', 'Existing customer', 'Group demo'],
  roles: ROLES,
  forms: [CONTACT_FORM],

  record_types: [
    { key: 'new_business', label: 'New business', pipeline: 'sales' },
    { key: 'existing_business', label: 'Existing business', pipeline: 'sales' },
    { key: 'convert_to_annual', label: 'Existing – convert to annual', pipeline: 'sales' },
    { key: 'renewal', label: 'Renewal', pipeline: 'renewal' },
  ],
  opportunity_types: options({ annual_plan: 'Annual plan', monthly_plan: 'Monthly plan' }),
  opportunity_defaults: { amount: 20_000, type: 'monthly_plan' },
  pipelines: PIPELINES,
  loss_reasons: options({
    price: 'Price',
    missing_feature: 'Missing feature',
    competitor: 'Chose a competitor',
    built_in_house: 'Built in-house',
    no_decision: 'No decision',
    timing: 'Timing',
    security_compliance: 'Security or compliance',
    went_self_serve: 'Went self-serve',
    unresponsive: 'Unresponsive',
    other: 'Other',
  }),
  renewal: { close_after_weeks: 4 },
  check_ins: [
    { after: 'P1W', subject: 'Check in: a week' },
    { after: 'P1M', subject: 'Check in: a month' },
    { after: 'P3M', subject: 'Check in: a quarter' },
  ],
  onboarding_checklist: [
    { key: 'user_slack', label: 'Invite to the user Slack' },
    { key: 'private_channel', label: 'Private channel', from_amount: 20_000 },
    { key: 'tracking', label: 'Tracking set up in production' },
    { key: 'autocapture_replay', label: 'Autocapture and session replay on' },
    { key: 'first_dashboard', label: 'First dashboard' },
    { key: 'aarrr_plan', label: 'AARRR plan' },
    { key: 'blockers', label: 'Open blockers' },
  ],
  trials: { hands_on_days: 30, over_free_tier_days: 14, decision_call_days_before: 5 },
  quotes: {
    annual_upfront_discount: 10,
    custom_quote_events: 500_000,
    enterprise_floor_a_month: 2_000,
    msa_from_a_year: 20_000,
    payment_terms: 'Payment is due within 30 days of the invoice date, in the currency of the quote, net of taxes.',
  },
  products: [
    ...['Product analytics', 'Session replay', 'Feature flags', 'Experiments', 'Data warehouse', 'Surveys'].map(name => ({
      name,
      add_on: false,
    })),
    ...['Group analytics', 'Data pipelines', 'Teams (SSO, permissions)', 'Enterprise support'].map(name => ({ name, add_on: true })),
  ],
  sequences: [SELF_SERVE_FLOW],
  views: [...LEAD_VIEWS, ...RECORD_VIEWS],
}
