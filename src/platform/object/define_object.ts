import { datetime, type Field, number, type StoredValue, user } from './field.ts'

/** The fields that every record has, whatever its object. */
export const systemFields = {
  created_at: datetime({ label: 'Created', required: true, sort: true, change: 'commands' }),
  created_by: user({ label: 'Created by', change: 'commands' }),
  updated_at: datetime({ label: 'Updated', required: true, sort: true, change: 'commands' }),
  updated_by: user({ label: 'Updated by', change: 'commands' }),
  version: number({ label: 'Version', required: true, integer: true, change: 'commands' }),
  deleted_at: datetime({ label: 'Deleted', change: 'commands' }),
}

export interface Definition<N extends string = string, F extends Record<string, Field> = Record<string, Field>> {
  /** Singular snake_case: also the table, the change-log object and the event prefix. */
  name: N
  /** As in the URL: `/api/v1/{plural}`. */
  plural: string
  label: readonly [one: string, many: string]
  fields: F
  /** The field that names a record on screen. */
  title: string
  /** The user field that "own" and "team" permissions look at; without one they look at `parents`. */
  owner?: string
  /** Sales may also work records without an owner (the pool), see permission.ts. */
  pool?: boolean
  /** Lives on other records' timelines: has record_object, record_id and the stamped parent ids (data.md section 6). */
  child?: boolean
  /** Seen by whoever sees the record this field points at; records that point nowhere are seen by reach alone. */
  via?: { object: string; field: string }
  /** A checkbox that opens the record to everyone's reading, whoever owns it. */
  sharedBy?: string
  /** Default columns of its list, in order. */
  list: readonly string[]
  /** May carry fields that an admin adds at run time. */
  custom?: boolean
  /** Has a trigram-indexed `search_text` column over its `search` fields and appears in ⌘K. */
  searchable?: boolean
  /** Verbs that the generic routes do not offer, because commands own them. */
  without?: readonly ('create' | 'update' | 'delete' | 'merge' | 'bulk')[]
  /** Its POST route is a command of its own module, not the generic one. */
  createdByCommand?: boolean
  /** Only roles with the `settings` right write it (users, territories, forms …). */
  settings?: boolean
  /** The table is range-partitioned by this column, which is then part of its primary key. */
  partitionedBy?: string
  /**
   * No index of its table may hold `updated_at`, so that an update that moves no indexed value writes none of them: lists find the order
   * by it in `<name>_recency` (migration 0017).
   */
  recency?: true
  /** Further unique keys: one column list each. */
  unique?: readonly (readonly string[])[]
}

/** Ids of the records a child is stamped with, so that one index answers a timeline. */
export const parentObjects = ['lead', 'contact', 'account', 'opportunity'] as const
export type ParentObject = (typeof parentObjects)[number]

/** States a record type once; table, types, validation, routes, lists, search, history and permissions follow from it. */
export function defineObject<const N extends string, F extends Record<string, Field>, const C extends boolean = false>(
  name: N,
  definition: Omit<Definition<N, F>, 'name' | 'child'> & { child?: C },
): Definition<N, F> & { child?: C } {
  return { name, ...definition }
}

interface SystemRow {
  id: string
  created_at: Date
  created_by: string | null
  updated_at: Date
  updated_by: string | null
  version: number
  deleted_at: Date | null
}

interface ParentColumns {
  record_object: string | null
  record_id: string | null
  lead_id: string | null
  contact_id: string | null
  account_id: string | null
  opportunity_id: string | null
}

/** A row of the object's table as read back, custom fields aside. */
export type RowOf<D extends Definition> = SystemRow & { [K in keyof D['fields']]: StoredValue<D['fields'][K]> } & (D extends {
    child?: true
  }
    ? ParentColumns
    : unknown)
