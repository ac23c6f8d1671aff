import type { Pipeline } from '../../modules/pipelines/stage.rule.ts'
import type { WinningPolicy } from '../../modules/winning/winning_policy.rule.ts'
import type { Choice, FieldKind } from '../../platform/object/field.ts'
import type { Clause, Filter, FilterOp } from '../../platform/object/filter.ts'
import type { LeftOut } from '../../platform/object/left_out.rule.ts'

export type { Choice, Clause, FieldKind, Filter, FilterOp }

export type Reach = 'all' | 'team' | 'own' | 'none'

/** A field as `GET /api/v1/meta` describes it to this user. */
export interface MetaField {
  kind: FieldKind
  label: string
  help?: string | null
  required?: boolean
  sort?: boolean
  search?: boolean
  options?: readonly Choice[]
  to?: string | null
  custom?: boolean
  change?: 'edit' | 'commands'
  section?: string | null
  integer?: boolean
  can_edit: boolean
}

export interface MetaObject {
  name: string
  plural: string
  label: [string, string]
  title: string
  owner?: string | null
  list: string[]
  custom?: boolean
  child?: boolean
  searchable?: boolean
  without?: string[]
  fields: Record<string, MetaField>
  /** Those without an owner may be worked by whoever may work their own. */
  pool?: boolean
  can: { read: Reach; create: Reach; update: Reach; delete: Reach }
}

export interface Person {
  id: string
  name: string
  email: string
  active: boolean
  role: string
  /** Their role works leads, so they can be given records. */
  works_leads?: boolean
  out_of_office_from?: string | null
  out_of_office_until?: string | null
}

export interface Me {
  id: string
  name: string
  email: string
  role: string
  time_zone: string
  team_ids: string[]
  rights: { settings?: boolean; [right: string]: unknown }
  two_factor?: boolean
  /** Everybody who shares a team with me, myself included. */
  team_user_ids?: string[]
}

/** A question of the qualification, or an item of a status's checklist. */
export interface Question {
  key: string
  label: string
}

export interface Meta {
  /** Every list's views; null when they are too many to bring along. */
  views: Rec[] | null
  smtp_port?: number
  workspace: { name: string; time_zone: string; currency: string; inbound_domain?: string; demo?: boolean }
  me: Me
  users: Person[]
  objects: MetaObject[]
  pipelines?: Pipeline[]
  settings: {
    /** Record types, and what a blank amount and type become. */
    opportunities?: {
      default_amount: number | null
      default_type: string | null
      record_types: { value: string; label: string; pipeline: string; required: string[]; retired?: boolean }[]
    }
    lead_statuses?: { value: string; label: string; checklist: Question[] }[]
    sla_hours?: number
    sla_warning_hours?: number
    /** The first reply's clock counts working hours only. */
    working_hours?: boolean
    pool?: { after_days: number; notice_after_days: number; product_led_only: boolean }
    qualification_questions?: Question[]
    score_max?: number
    icp_score_max?: number
    winning: WinningPolicy
  }
}

/** A record as the API gives it: flat, one snake_case name a field. */
export type Rec = Record<string, unknown> & { id: string; version?: number }
/** Names of referred records: object → id → name. */
export type Refs = Record<string, Record<string, string>>

export interface SortKey {
  field: string
  direction: 'asc' | 'desc'
}

export interface ListQuery {
  filter?: Filter | null
  sort?: SortKey[]
  fields?: string[]
}

export interface Count {
  value: number
  exact: boolean
}

export interface ListPage {
  data: Rec[]
  next_cursor: string | null
  count: Count | null
  refs?: Refs
}

export interface Actor {
  kind: 'user' | 'key' | 'rule' | 'import' | 'system'
  id: string | null
  name: string | null
}

export type Changes = Record<string, [unknown, unknown]>

export interface TimelineEntry {
  id: string
  kind: string
  at: string
  actor: Actor | null
  title: string
  text?: string | null
  html?: string | null
  detail?: Record<string, unknown> | null
  object?: string
  record_id?: string
  changes?: Changes | null
}

export interface LiveEvent {
  position: string
  object: string
  record_id: string
  kind: string
  actor?: Actor | null
  changes: Changes
}

export interface BulkResult {
  batch_id: string | null
  count: number
  total?: number
  /** `running`: more than fits into one request; it goes on in the background. */
  state?: 'done' | 'running'
  skipped?: { id: string; reason: string }[]
  left?: LeftOut | null
}
