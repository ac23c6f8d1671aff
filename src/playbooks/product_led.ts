import { disqualificationReasons, leadSources } from '../modules/leads/lead_choices.ts'
import { lossReasons, opportunityTypes } from '../modules/opportunities/opportunity_choices.ts'
import { CONTACT_FORM } from './contact_form.ts'
import { PIPELINES } from './pipelines.ts'
import type { Playbook, PlaybookTerritory } from './playbook.ts'
import { ROLES } from './roles.ts'
import { ICP_SCORE, LEAD_SCORE } from './score_tables.ts'
import { SELF_SERVE_FLOW } from './self_serve_flow.ts'
import { VIEWS } from './views.ts'

/** In order; the first match wins. M49: 419 Latin America and the Caribbean, 150 Europe, 002 Africa, 145 Western Asia. */
export const TERRITORIES: readonly PlaybookTerritory[] = [
  { name: 'Americas', countries: ['US', 'CA', '419'] },
  { name: 'EMEA and Australia', countries: ['150', '002', '145', 'IR', 'AU'] },
  { name: 'Rest of world', countries: ['*'] },
]

const office: [string, string] = ['09:00', '17:00']
const told = { page: true, mail: 'instant' } as const
const shown = { page: true, mail: 'off' } as const

/** The default: leads first, territories with round robin, hands-on or self-serve. */
export const productLed: Playbook = {
  format: 'hedgerow-playbook/1',
  key: 'product_led',
  label: 'Product-led',
  description: 'The product sells itself first; sales comes in second. Leads find their owner by territory and round robin.',

  roles: ROLES,
  territories: TERRITORIES,
  choices: {
    lead: {
      source: leadSources,
      disqualification_reason: disqualificationReasons,
    },
    opportunity: {
      type: opportunityTypes,
      loss_reason: lossReasons,
    },
  },
  products: [
    ...['Product analytics', 'Session replay', 'Feature flags', 'Experiments', 'Data warehouse', 'Surveys'].map(name => ({ name })),
    ...['Group analytics', 'Data pipelines', 'Teams (SSO, permissions)', 'Enterprise support'].map(name => ({
      name,
      add_on: true as const,
    })),
  ],
  pipelines: PIPELINES,
  settings: {
    assignment: { returning_enabled: true, returning_months: 4, away_longer_than_days: 5, stops_days_before: 2, rules: [] },
    scores: { lead: LEAD_SCORE, icp: ICP_SCORE },
    hands_on: { monthly_events: 5_000_000, monthly_recordings: 100_000, potential_value: 20_000 },
    sla: { hours: 24, warning_hours: 20 },
    working_hours: {
      enabled: false,
      days: { mon: office, tue: office, wed: office, thu: office, fri: office, sat: null, sun: null },
      holidays: [],
      by_territory: {},
    },
    pool: { after_days: 7, notice_after_days: 6, product_led_only: true },
    qualification: {
      questions: [
        { key: 'ideal_profile', label: 'Matches our ideal customer profile' },
        { key: 'need', label: 'Has a need we can help with' },
        { key: 'interest', label: 'Has shown interest' },
        { key: 'reasonable_time', label: 'Decides within a reasonable time' },
      ],
      checklists: {
        new: [
          { key: 'review_details', label: 'Review details' },
          { key: 'first_qualification', label: 'First qualification check' },
        ],
        working: [
          { key: 'reach_out', label: 'Reach out, schedule a meeting' },
          { key: 'gather_missing', label: 'Gather what is missing' },
          { key: 'update_record', label: 'Update the record' },
          { key: 'match_needs', label: 'Match needs with what we offer' },
        ],
        nurturing: [
          { key: 'schedule_follow_ups', label: 'Schedule follow-ups' },
          { key: 'send_content', label: 'Send useful content' },
          { key: 'watch_engagement', label: 'Watch engagement' },
        ],
        converted: [],
        unqualified: [{ key: 'state_reason', label: 'State the reason' }],
      },
    },
    conversion: { guidance: ['In contact and working on next steps', 'A clear problem that we can solve', 'A solid next step'] },
    tickets: {
      reasons: { support_request: 'support', revops_request: 'revops' },
      queues: { support: { user_id: null, team_id: null }, revops: { user_id: null, team_id: null } },
    },
    opportunities: {
      default_amount: 20_000,
      default_type: 'monthly_plan',
      record_types: [
        { value: 'new_business', label: 'New business', pipeline: 'sales', required: [] },
        { value: 'existing_business', label: 'Existing business', pipeline: 'sales', required: [] },
        { value: 'convert_to_annual', label: 'Existing – convert to annual', pipeline: 'sales', required: [] },
        { value: 'renewal', label: 'Renewal', pipeline: 'renewal', required: [] },
      ],
    },
    winning: {
      renewal: { mode: 'after_winning', weeks: 4, days: 30 },
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
    },
    product_events: {
      rules: [
        { event: 'user signed up', action: 'sign_up' },
        { event: 'license purchased', action: 'sign_up' },
      ],
      onboarding_plans: ['teams'],
      sign_up_pipeline: null,
    },
    sequences: { footer: 'You get this mail because you got in touch with {{workspace.name}}.' },
    notifications: {
      kinds: { lead: told, sla: told, pool: told, mention: told, reply: told, task: shown, opportunity: shown, sequence: shown },
      quiet_hours: null,
      digest: { on: true, at: '08:00', days: 'weekdays' },
      roles: {},
    },
  },
  addresses: [
    { address: 'hello', purpose: 'general' },
    { address: 'sales', purpose: 'sales' },
  ],
  forms: [CONTACT_FORM],
  sequences: [SELF_SERVE_FLOW],
  views: VIEWS,
}
