import fs from 'node:fs'
import path from 'node:path'
import { runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { loadConfig } from '../app/config.ts'
import { migrations } from '../app/program.ts'
import { restoreBackup } from '../platform/backup/restore_backup.ts'
import { StartError } from '../platform/start_error.ts'
import { answer, answerJson, progress, type Values } from './command.ts'
import { onPostgres } from './ground.ts'

/** `hedgerow restore FILE` (H5). */
export async function restore(values: Values, [file = '']: string[]): Promise<number> {
  const config = loadConfig()
  const bar = progress('Rows')
  let done = 0
  const { head, tables } = await onPostgres(config, async ({ pool }) => {
    await refuseRunning(pool)
    return restoreBackup(pool, {
      file: path.resolve(file),
      migrations,
      prepareJobs: () => runMigrations({ pgPool: pool }),
      onTable: (_name, rows) => {
        done += rows
        bar.at(done)
      },
    })
  })
  bar.end()
  const keyFile = path.join(config.dataDir, 'secret_key')
  const takesKey = head.secret_key !== undefined && !config.secretKey && !fs.existsSync(keyFile)
  if (takesKey) {
    fs.mkdirSync(config.dataDir, { recursive: true })
    fs.writeFileSync(keyFile, `${head.secret_key}\n`, { mode: 0o600 })
  }
  if (values.json === true) answerJson({ made_at: head.made_at, program: head.program, tables })
  else {
    answer(`Restored ${done.toLocaleString('en')} rows, as of ${head.made_at}. Start it with: npm start`)
    if (!takesKey && !config.secretKey)
      console.error(
        `Put the secret key of the former installation into ${keyFile} (or SECRET_KEY) before starting: sealed values open only with it.`,
      )
  }
  return 0
}

/** A running program would not hear of what is put under it. */
async function refuseRunning(pool: pg.Pool): Promise<void> {
  const others = await pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and application_name like 'hedgerow%' and pid <> pg_backend_pid()`,
  )
  if (others.rows.length > 0) throw new StartError('Hedgerow is running on this database. Stop it first.')
}
