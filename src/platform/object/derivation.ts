import type { Context } from '../context.ts'
import type { Row } from './list.ts'

/**
 * What follows from a record's own fields by rules: scores, the domain of a mail address, a status that needs a reason. The
 * engine runs derivations in the transaction of every write, whichever door it came through (page, API, bulk edit, import,
 * undo), so that no door bypasses a rule. A derivation may refuse.
 */
export interface Derivation {
  object: string
  /** It runs when one of these changes (`any`: whatever changes, custom fields included), and on every new record. */
  from: readonly string[] | 'any'
  /** What it looks at and what may follow: said of every rule that a change meets, `lean` writes read no more of the records. */
  reads?: readonly string[]
  gives?: readonly string[]
  /** For each record, as it will be stored, the values that follow; `before` is null for a new record. */
  derive: (records: readonly Readonly<Row>[], ctx: Context, before: readonly (Readonly<Row> | null)[]) => Promise<Record<string, unknown>[]>
}

/**
 * What a change of a record brings about in other records: the renewal of a won opportunity, the task of a nurtured lead. It runs
 * right after the write, in its transaction and batch, whichever door the change came through; so it is undone with it. An undo
 * runs none: it takes back what they wrote. Must mind that the same change can come twice (reopened and closed again).
 */
export interface Consequence {
  object: string
  /** It runs when one of these changed, and on every new record. */
  from: readonly string[]
  /** `before` is null for a new record. */
  follow: (changes: readonly Change[], ctx: Context) => Promise<void>
}

export interface Change {
  before: Readonly<Row> | null
  after: Readonly<Row>
}
