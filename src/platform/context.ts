import type { Kysely } from 'kysely'
import type { Actor } from './actor.ts'
import type { Database, Tx } from './db/database.ts'
import type { Registry } from './object/registry.ts'
import type { Ports } from './ports.ts'
import type { Settings } from './settings/settings.ts'

/** All that a command may use. Nothing is ambient: no clock, no connection, no user besides this. */
export interface Context {
  tx: Tx
  actor: Actor
  /** The moment of the command, from `platform/clock`; also the time of everything it writes. */
  now: Date
  registry: Registry
  settings: Settings
  ports: Ports
  /** Set while the command is part of something that is undone as a whole (merge, bulk edit, import, conversion). */
  batchId: string | null
}

/** For reads outside a transaction. */
export interface ReadContext extends Omit<Context, 'tx' | 'batchId'> {
  tx: Kysely<Database> | Tx
}
