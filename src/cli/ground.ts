import { pino } from 'pino'
import { type Config, loadConfig } from '../app/config.ts'
import { createDatabase, type Ground, openEmbedded, openGround } from '../app/program.ts'
import { openDatabase } from '../platform/db/database.ts'

/** Errors only, and never on standard output, which belongs to the command's answer. */
const quietLog = () => pino({ level: 'error', base: undefined }, pino.destination({ dest: 2, sync: true }))

/** Runs a command's work on the migrated database, beside a running program or without one; closes whatever way it ends. */
export async function onGround<T>(work: (ground: Ground, config: Config) => Promise<T>): Promise<T> {
  const config = loadConfig()
  const ground = await openGround(config, quietLog(), { join: true })
  try {
    return await work(ground, config)
  } finally {
    await ground.close()
  }
}

type Bare = ReturnType<typeof openDatabase> & { url: string }

/** The same on the database as it is, not migrated and maybe empty: what backup, restore and doctor look at. */
export async function onPostgres<T>(config: Config, work: (postgres: Bare) => Promise<T>): Promise<T> {
  const log = quietLog()
  const embedded = await openEmbedded(config, log, { join: true })
  try {
    if (embedded) await createDatabase(embedded.url('postgres'))
    const url = config.databaseUrl ?? embedded?.url('hedgerow') ?? ''
    const open = openDatabase(url, { max: 4, log })
    try {
      return await work({ ...open, url })
    } finally {
      await open.close()
    }
  } finally {
    await embedded?.stop()
  }
}
