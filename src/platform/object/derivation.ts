import type { Context } from '../context.ts'

/**
 * Fields of an object that follow from other fields by rules: scores, the domain of a mail address, a name for sorting.
 * The engine runs derivations in the same transaction on every write, whichever door it came through, so no door bypasses a rule.
 */
export interface Derivation {
  object: string
  /** It runs when one of these changes, and on every new record. */
  from: readonly string[]
  /** For each record (as it will be stored) the values that follow; only fields whose `change` is `commands`, or empty ones it may fill. */
  derive: (records: readonly Readonly<Record<string, unknown>>[], ctx: Context) => Promise<Record<string, unknown>[]>
}
