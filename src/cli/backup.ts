import fs from 'node:fs'
import path from 'node:path'
import { loadConfig } from '../app/config.ts'
import { programVersion } from '../app/program_version.ts'
import { loadSecretKey } from '../platform/auth/secrets.ts'
import { writeBackup } from '../platform/backup/write_backup.ts'
import { createClock } from '../platform/clock/clock.ts'
import { answer, answerJson, progress, type Values } from './command.ts'
import { onPostgres } from './ground.ts'

/** `hedgerow backup FILE` (H5). */
export async function backup(values: Values, [file = '']: string[]): Promise<number> {
  const config = loadConfig()
  const bar = progress('Tables')
  const target = path.resolve(file)
  const withSecret = values['with-secret'] === true
  const tables = await onPostgres(config, ({ pool }) =>
    writeBackup(pool, {
      file: target,
      program: programVersion(),
      now: createClock().now(),
      secretKey: withSecret ? loadSecretKey(config) : undefined,
      onTable: (_name, done, total) => bar.at(done, total),
    }),
  )
  bar.end()
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const bytes = fs.statSync(target).size
  if (values.json === true) answerJson({ file: target, bytes, tables })
  else {
    answer(
      `${rows.toLocaleString('en')} rows of ${tables.length} tables are in ${target} (${Math.ceil(bytes / 1024).toLocaleString('en')} kB).`,
    )
    if (!withSecret)
      console.error(
        `The secret key is not in it${config.secretKey ? ' (SECRET_KEY)' : ` (${path.join(config.dataDir, 'secret_key')})`}: keep it elsewhere. Without it second factors and webhook secrets must be set anew.`,
      )
  }
  return 0
}
