import type { Context } from '../../platform/context.ts'
import type { Names } from './names.rule.ts'

/** One taking over of a playbook, as its sections know it. */
export interface Passage {
  names: Names
  /** Sentences for whoever looks at the preview: what stays although the file has it not, and who is not known here. */
  notes: string[]
  /** A preview: everything is taken back afterwards. */
  rehearsal: boolean
  /** An undo: the records that the change made, which go where otherwise what exists only here stays. */
  made: ReadonlySet<string>
}

/**
 * One part of a playbook: how it is read from the workspace as it stands in a file, and how a file's version is brought about.
 * What is retired is not in the file, and what is not in the file is retired, or stays with a note: nothing is deleted.
 */
export interface Section {
  /** Its place in the file: `pipelines`, `settings.sla`. */
  key: string
  label: string
  /** With the file's version, also what that names and what is not exported by itself. */
  read: (ctx: Context, names: Names, given?: unknown) => Promise<unknown>
  write: (ctx: Context, given: unknown, passage: Passage) => Promise<void>
  /** Takes out of use what the file does not have; after everything was written, so that nothing points at it any more. */
  retire?: (ctx: Context, given: unknown, passage: Passage) => Promise<void>
}
