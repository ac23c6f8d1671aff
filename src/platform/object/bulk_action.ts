import type { Context } from '../context.ts'
import type { ObjectType } from './registry.ts'

export interface BulkInput extends Record<string, unknown> {
  ids?: string[]
  filter?: unknown
  /** `update`, `delete`, `restore`, or the name of a module's bulk action. */
  action: string
  set?: Record<string, unknown>
}

export interface Skipped {
  id: string
  name?: string
  reason: string
}

/** What a module adds to the bulk bar: `assign` for leads, `add_task` for every object. */
export interface BulkAction {
  /** Object it is for; `*` for all. */
  object: string
  name: string
  /** For the list of recent changes: "Assigned 12 leads". */
  label: string
  /** May answer which records it left alone, and why. */
  run: (batch: Context, ids: string[], input: BulkInput, type: ObjectType) => Promise<void> | Promise<readonly Skipped[]>
}
