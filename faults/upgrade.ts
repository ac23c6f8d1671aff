import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import { createRandom } from '../src/demo/random.ts'
import { restoreBackup } from '../src/platform/backup/restore_backup.ts'
import { openDatabase } from '../src/platform/db/database.ts'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { databaseUrl, onServer } from '../src/platform/db/on_server.ts'
import type { Fault } from './fault.ts'
import { call, install } from './program.ts'

const root = path.join(import.meta.dirname, '..')
/** The demo company as the former release backed it up, and the last migration that it knew. */
const former = { file: path.join(import.meta.dirname, 'fixtures', 'release_0_1.backup'), until: '0005' }
const tables = ['lead', 'contact', 'account', 'opportunity', 'activity', 'task', 'note', '"user"', 'view', 'change_log']

/** A database of the former release, upgraded by a program that is killed again and again on the way. */
export const upgrade: Fault = {
  name: 'upgrade killed in the middle',
  run: async size => {
    const kills = size.times(4, 40)
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-upgrade-'))
    fs.chmodSync(folder, 0o755)
    const server = await startEmbedded({ dataDir: path.join(folder, 'postgres') })
    try {
      await onServer(server.url('postgres'), 'create database upgrade')
      const url = databaseUrl(server.url('postgres'), 'upgrade')
      const open = openDatabase(url, { max: 2 })
      const counts = async () =>
        (await open.pool.query(`select ${tables.map(name => `(select count(*) from ${name}) as ${name.replaceAll('"', '')}`).join(', ')}`))
          .rows[0]
      try {
        await restoreBackup(open.pool, {
          file: former.file,
          migrations: oldMigrations(folder),
          prepareJobs: () => runMigrations({ pgPool: open.pool }),
        })
        const before = await counts()
        const random = createRandom(5)
        for (let kill = 0; kill < kills; kill++) await killedMigrate(url, folder, random.int(150, 1_500))
        const installation = install({ DATABASE_URL: url, ADMIN_EMAIL: '', ADMIN_PASSWORD: '' }, folder)
        await installation.command('migrate')
        const running = await installation.start()
        const made = await installation.command(
          'api-key',
          'create',
          '--user',
          'dana@northlight.example',
          '--name',
          'u',
          '--scopes',
          'all',
          '--json',
        )
        const key = String(JSON.parse(made).key)
        for (const plural of ['leads', 'opportunities', 'accounts', 'tasks', 'views', 'pipelines', 'products']) {
          const { data } = await call(running, key, 'GET', `/${plural}?limit=1`)
          if (!Array.isArray(data) || data.length === 0) throw new Error(`There are no ${plural} after the upgrade`)
        }
        await installation.stop(running)
        const after = await counts()
        const lost = Object.keys(before).filter(name => after[name] < before[name])
        if (lost.length > 0)
          throw new Error(`Fewer rows than before: ${lost.map(name => `${name} ${before[name]} → ${after[name]}`).join(', ')}`)
        return `${kills} kills, then whole: ${before.lead} leads, ${before.activity} activities, ${before.change_log} entries of the log, nothing fewer`
      } finally {
        await open.close()
      }
    } finally {
      await server.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** The migrations that the former release had. */
function oldMigrations(folder: string): string {
  const old = path.join(folder, 'migrations')
  fs.mkdirSync(old)
  for (const name of fs.readdirSync(path.join(root, 'migrations')))
    if (name.slice(0, 4) <= former.until) fs.copyFileSync(path.join(root, 'migrations', name), path.join(old, name))
  return old
}

async function killedMigrate(url: string, dataDir: string, after: number): Promise<void> {
  const child = spawn(process.execPath, ['src/cli/hedgerow.ts', 'migrate'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: url, DATA_DIR: dataDir },
    stdio: 'ignore',
  })
  const gone = new Promise(resolve => child.once('exit', resolve))
  await pause(after)
  child.kill('SIGKILL')
  await gone
}
