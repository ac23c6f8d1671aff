import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { StartError } from '../platform/start_error.ts'

const ROOT = path.join(import.meta.dirname, '..', '..')
const DIST = path.join(ROOT, 'dist')
const HASH = path.join(DIST, '.hash')

const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)

/** Builds the page into `dist` when anything that it is made of has changed since the last time. */
export async function buildWeb(log: { info: (line: string) => void }): Promise<void> {
  const wanted = hashOfSources()
  const isFresh = (): boolean => fs.existsSync(HASH) && fs.readFileSync(HASH, 'utf8') === wanted
  if (isFresh()) return
  log.info('Building the page (only after a change; some seconds) …')
  const fresh = path.join(ROOT, 'node_modules', '.cache', `page-${process.pid}`)
  await runVite(fresh)
  await compressAll(fresh)
  fs.writeFileSync(path.join(fresh, path.basename(HASH)), wanted)
  // Of two builds at once either may win; nobody ever sees half a page.
  fs.rmSync(DIST, { recursive: true, force: true })
  try {
    fs.renameSync(fresh, DIST)
  } catch (error) {
    fs.rmSync(fresh, { recursive: true })
    if (!isFresh()) throw error
  }
}

/** What the page imports: its own files, the modules' pages, and the pure definitions and rules that it shares. */
function isSource(file: string): boolean {
  const parts = file.split(path.sep)
  if (file.endsWith('.test.ts')) return false
  return (
    parts.includes('web') ||
    parts[0] === 'playbooks' ||
    file.startsWith(path.join('platform', 'object')) ||
    /\.(object|rule)\.ts$/.test(file)
  )
}

function hashOfSources(): string {
  const src = path.join(ROOT, 'src')
  const files = fs.readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(isSource).sort()
  const hash = createHash('sha256').update(fs.readFileSync(path.join(ROOT, 'package-lock.json')))
  for (const file of files) {
    const full = path.join(src, file)
    if (fs.statSync(full).isFile()) hash.update(`\0${file}\0`).update(fs.readFileSync(full))
  }
  return hash.digest('hex')
}

/** In a process of its own: a hundred megabytes that the server need not carry on. */
async function runVite(outDir: string): Promise<void> {
  const args = [
    'node_modules/vite/bin/vite.js',
    'build',
    '-c',
    'src/web/vite.config.ts',
    '--outDir',
    outDir,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ]
  const vite = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let output = ''
  for (const stream of [vite.stdout, vite.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>(resolve => vite.once('close', resolve))
  if (code !== 0) throw new StartError(`The page could not be built:\n${output.trim()}`)
}

async function compressAll(folder: string): Promise<void> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.(js|css|html|svg)$/.test(file))
  await Promise.all(
    files.map(async file => {
      const full = path.join(folder, file)
      const plain = await fs.promises.readFile(full)
      await fs.promises.writeFile(`${full}.br`, await brotli(plain, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } }))
      await fs.promises.writeFile(`${full}.gz`, await gzip(plain))
    }),
  )
}
