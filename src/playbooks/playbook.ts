import type { AssignmentSettings } from '../modules/assignment/assignment_settings.ts'
import type { Question } from '../modules/forms/question.rule.ts'
import type { HandsOnThresholds } from '../modules/leads/recommended_flow.rule.ts'
import type { NotificationDefaults } from '../modules/notifications/notification_settings.ts'
import type { OpportunitySettings } from '../modules/opportunities/place.rule.ts'
import type { EventRule } from '../modules/product_events/event_action.rule.ts'
import type { ScoreTable } from '../modules/scoring/score_table.rule.ts'
import type { Step, StopOn } from '../modules/sequences/steps.rule.ts'
import type { WinningPolicy } from '../modules/winning/winning_policy.rule.ts'
import type { WorkingHours } from '../modules/working_hours/working_time.rule.ts'
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

export type PlaybookForm = {
  slug: string
  name: string
  title: string
  intro: string
  button: string
  thank_you: string
  fields: readonly Question[]
}

export type PlaybookView = {
  name: string
  filter?: Filter
  sort: readonly { field: string; direction: 'asc' | 'desc' }[]
  columns?: readonly string[]
  group_by?: string
  layout?: 'board'
}

export type PlaybookSequence = { key: string; name: string; description: string; stop_on: StopOn; steps: readonly Step[] }

export type PlaybookRole = { key: string; label: string; rights: Rights }

export type PlaybookProduct = { name: string; add_on?: true; billing?: string; price?: number }

/** The settings documents by their keys, whole. */
export type PlaybookSettings = {
  assignment: AssignmentSettings
  scores: { lead: ScoreTable; icp: ScoreTable }
  hands_on: HandsOnThresholds
  sla: { hours: number; warning_hours: number }
  working_hours: WorkingHours & { enabled: boolean }
  pool: { after_days: number; notice_after_days: number; product_led_only: boolean }
  qualification: { questions: ChecklistItem[]; checklists: Record<string, ChecklistItem[]> }
  conversion: { guidance: string[] }
  tickets: {
    reasons: Record<string, 'support' | 'revops'>
    queues: Record<'support' | 'revops', { user_id: string | null; team_id: string | null }>
  }
  opportunities: OpportunitySettings
  winning: WinningPolicy
  product_events: { rules: EventRule[]; onboarding_plans: string[]; sign_up_pipeline: string | null }
  sequences: { footer: string }
  notifications: NotificationDefaults
}

/**
 * A whole process as one readable file: what a fresh workspace begins with, what Settings exports, and what it takes again. Named by
 * keys, names and mail addresses, never by ids; what is left out of a member has its usual value. Data only: nothing reads a shipped
 * playbook again once a workspace is set up, besides the defaults of settings.
 */
export type Playbook = {
  format: 'hedgerow-playbook/1'
  key: string
  label: string
  description: string
  roles: readonly PlaybookRole[]
  territories: readonly PlaybookTerritory[]
  /** What built-in choices offer: object → field → options. */
  choices: Readonly<Record<string, Readonly<Record<string, readonly Option[]>>>>
  products: readonly PlaybookProduct[]
  pipelines: readonly PlaybookPipeline[]
  settings: PlaybookSettings
  /** An address without a domain is one of the workspace's own. */
  addresses: readonly { address: string; purpose: 'general' | 'sales' | 'event' }[]
  forms: readonly PlaybookForm[]
  sequences: readonly PlaybookSequence[]
  /** Shared views by object. */
  views: Readonly<Record<string, readonly PlaybookView[]>>
}

/** Options from `value: label`, in order. */
export const options = (labels: Readonly<Record<string, string>>): Option[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))
