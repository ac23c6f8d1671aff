import type { AssignmentPolicy } from '../modules/assignment/assign.rule.ts'
import type { Question } from '../modules/forms/question.rule.ts'
import type { HandsOnThresholds } from '../modules/leads/recommended_flow.rule.ts'
import type { ScoreTable } from '../modules/scoring/score_table.rule.ts'
import type { Step, StopOn } from '../modules/sequences/steps.rule.ts'
import type { Rights } from '../platform/actor.ts'
import type { Filter } from '../platform/object/filter.ts'

/** A value that programs use and the label that people read. */
export type Option = { value: string; label: string }
export type ChecklistItem = { key: string; label: string }

export type PlaybookTerritory = { name: string; countries: readonly string[] }

/** A record type chooses its pipeline; a stage's probability in percent. */
export type PlaybookStage = {
  key: string
  label: string
  probability: number
  forecast_category: 'pipeline' | 'best_case' | 'commit' | 'closed' | 'omitted'
  outcome: 'open' | 'won' | 'lost'
  help?: string
  /** Fields without which nothing may be in this stage. */
  required?: readonly string[]
  /** Fields that are asked for and may stay empty. */
  asked?: readonly string[]
}
export type PlaybookPipeline = { key: string; label: string; stages: readonly PlaybookStage[] }
export type PlaybookRecordType = { key: string; label: string; pipeline: string }

export type PlaybookForm = {
  slug: string
  name: string
  title: string
  intro: string
  button: string
  thank_you: string
  source: string
  fields: readonly Question[]
  redirect_hosts: readonly string[]
}

export type PlaybookView = {
  object: string
  name: string
  filter: Filter | null
  sort: readonly { field: string; direction: 'asc' | 'desc' }[]
  columns?: readonly string[]
  group_by?: string
  layout?: 'table' | 'board'
}

export type PlaybookSequence = { key: string; name: string; description: string; stop_on: StopOn; steps: readonly Step[] }

export type PlaybookRole = { key: string; label: string; rights: Rights }

/** What a product event does (B9): the first rule whose event matches; other events count as usage. */
export type ProductEventRule = { event: string; action: 'create_or_update_contact' | 'usage' | 'ignore' }

/**
 * All the defaults of a fresh workspace as one readable file (spec/playbook.md). Data only: everything here is edited in Settings
 * afterwards, and nothing reads a playbook again once a workspace is set up.
 */
export type Playbook = {
  key: string
  label: string
  description: string
  currency: string
  menu: readonly string[]
  territories: readonly PlaybookTerritory[]
  assignment: AssignmentPolicy
  lead_sources: readonly Option[]
  form_sources: readonly string[]
  product_led_sources: readonly string[]
  lead_statuses: readonly (Option & { checklist: readonly ChecklistItem[] })[]
  disqualification_reasons: readonly Option[]
  qualification_questions: readonly ChecklistItem[]
  conversion_guidance: readonly string[]
  sla: { hours: number; warning_hours: number }
  pool: { after_days: number; notice_after_days: number; product_led_only: boolean }
  scores: { lead: ScoreTable; icp: ScoreTable }
  hands_on: HandsOnThresholds
  product_events: { rules: readonly ProductEventRule[]; onboarding_plans: readonly string[]; opportunity_pipeline: string | null }
  addresses: readonly { local_part: string; purpose: 'general' | 'sales' | 'event' }[]
  routing_suggestions: readonly string[]
  roles: readonly PlaybookRole[]
  forms: readonly PlaybookForm[]
  record_types: readonly PlaybookRecordType[]
  opportunity_types: readonly Option[]
  opportunity_defaults: { amount: number | null; type: string | null }
  pipelines: readonly PlaybookPipeline[]
  loss_reasons: readonly Option[]
  renewal: { close_after_weeks: number }
  check_ins: readonly { after: string; subject: string }[]
  onboarding_checklist: readonly { key: string; label: string; from_amount?: number }[]
  trials: { hands_on_days: number; over_free_tier_days: number; decision_call_days_before: number }
  quotes: {
    annual_upfront_discount: number
    custom_quote_events: number
    enterprise_floor_a_month: number
    msa_from_a_year: number
    payment_terms: string
  }
  products: readonly { name: string; add_on: boolean }[]
  sequences: readonly PlaybookSequence[]
  views: readonly PlaybookView[]
}

/** Options from `value: label`, in order. */
export const options = (labels: Readonly<Record<string, string>>): Option[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))
