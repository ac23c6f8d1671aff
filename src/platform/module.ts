import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import type { Clock } from './clock/clock.ts'
import type { Context } from './context.ts'
import type { Database } from './db/database.ts'
import type { Route } from './http/route.ts'
import type { LogEntry } from './log/change_log.ts'
import type { BulkAction } from './object/bulk_action.ts'
import type { Definition } from './object/define_object.ts'
import type { Consequence, Derivation } from './object/derivation.ts'
import { Registry, type UndoBatch } from './object/registry.ts'
import type { Setting } from './settings/settings.ts'

/** Reads the change log in commit order from its own position; it may see an entry twice and must not mind. */
export interface Consumer {
  name: string
  /** Objects it wants to hear of; all when left out. */
  objects?: readonly string[]
  /** It looks at these fields only: entries that changed none of them are passed by, and of the others no more is read. */
  fields?: (ctx: Context) => readonly string[]
  /** Whether there is anything to do at all: otherwise the log is passed by unread. */
  isNeeded?: (ctx: Context) => Promise<boolean>
  consume: (entries: LogEntry[], ctx: Context) => Promise<void>
}

/** A job that graphile-worker runs: a few lines that call a command. Each runs in its own transaction. */
export interface Job {
  name: string
  run: (payload: unknown, ctx: Context) => Promise<void>
  /** Talks to the outside for a while: gets a context per step from `begin` instead of one long transaction. */
  outside?: false
}
export interface OutsideJob {
  name: string
  outside: true
  run: (payload: unknown, begin: <T>(work: (ctx: Context) => Promise<T>) => Promise<T>) => Promise<void>
}

/** Something that falls due by time. The worker runs it every `minutes`; the test clock runs it on each step it passes. */
export interface Schedule {
  name: string
  minutes: number
  /** Keeps house only: of the moments that have passed at once, one a month and the last do what all would have done. */
  tidies?: boolean
  /** When something falls due next, for one that looks often: the test clock then goes straight there instead of through every minute. */
  next?: (ctx: Context) => Promise<Date | null>
  run: (ctx: Context) => Promise<void>
}

/** What raw HTTP additions (static files, the event stream) get. */
export interface Platform {
  db: Kysely<Database>
  clock: Clock
  begin: <T>(means: string, work: (ctx: Context) => Promise<T>) => Promise<T>
}

/** A module's whole offer to the program; `app/modules.ts` lists every module in one array. */
export interface Module {
  name: string
  objects?: readonly Definition[]
  routes?: readonly Route[]
  derivations?: readonly Derivation[]
  consequences?: readonly Consequence[]
  settings?: readonly Setting<unknown>[]
  /** Further things the bulk bar can do with many records of an object. */
  bulkActions?: readonly BulkAction[]
  /** By kind of batch, for those that the log alone cannot take back. */
  undos?: Readonly<Record<string, UndoBatch>>
  consumers?: readonly Consumer[]
  jobs?: readonly (Job | OutsideJob)[]
  schedules?: readonly Schedule[]
  /** For what a Route cannot say: streams and pages. */
  mount?: (app: FastifyInstance, platform: Platform) => void
}

/** The registry over what these modules bring. */
export const registryOf = (modules: readonly Module[]): Registry =>
  new Registry(
    modules.flatMap(one => one.objects ?? []),
    {
      derivations: modules.flatMap(one => one.derivations ?? []),
      consequences: modules.flatMap(one => one.consequences ?? []),
      bulkActions: modules.flatMap(one => one.bulkActions ?? []),
      undos: Object.assign({}, ...modules.map(one => one.undos)),
    },
  )
