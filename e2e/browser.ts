import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const PACKAGE = path.join(import.meta.dirname, '..', 'node_modules', '@sparticuz', 'chromium')

/** A headless browser: $CHROMIUM, an installed one, Playwright's own download, else the one inside an npm package. */
export async function openBrowser(): Promise<Browser> {
  const given = process.env.CHROMIUM
  if (given && !fs.existsSync(given)) throw new Error(`CHROMIUM names ${given}, which does not exist`)
  const executablePath = given ?? [...INSTALLED, chromium.executablePath()].find(file => fs.existsSync(file))
  if (executablePath) return chromium.launch({ executablePath, args: FLAGS })
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('No browser found: run `npx playwright-core install chromium`')
  return launchPackaged()
}

/** @sparticuz/chromium, with the libraries and fonts that a bare machine lacks. */
function launchPackaged(): Promise<Browser> {
  const folder = unpacked()
  const libraries = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  const fonts = fs.existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: path.join(folder, 'fonts') }
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: FLAGS,
    env: { ...env, LD_LIBRARY_PATH: libraries, ...fonts },
  })
}

function unpacked(): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'))
  const folder = path.join(os.homedir(), '.cache', `hedgerow-chromium-${version}`)
  if (fs.existsSync(folder)) return folder
  fs.mkdirSync(path.dirname(folder), { recursive: true })
  const half = fs.mkdtempSync(`${folder}.`)
  const plain = (name: string): Buffer => zlib.brotliDecompressSync(fs.readFileSync(path.join(PACKAGE, 'bin', name)))
  fs.writeFileSync(path.join(half, 'chromium'), plain('chromium.br'), { mode: 0o755 })
  for (const archive of ['al2023', 'fonts', 'swiftshader']) {
    const { status } = spawnSync('tar', ['-x', '-C', half], { input: plain(`${archive}.tar.br`) })
    if (status !== 0) throw new Error(`The packaged browser could not be unpacked (${archive})`)
  }
  // Renamed when complete: of two runs at once one wins, and a killed one leaves nothing half done.
  try {
    fs.renameSync(half, folder)
  } catch (error) {
    fs.rmSync(half, { recursive: true })
    if (!fs.existsSync(folder)) throw error
  }
  return folder
}
