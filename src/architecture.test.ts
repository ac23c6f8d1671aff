import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { modules } from './app/modules.ts'

const root = path.join(import.meta.dirname, '..')
const src = import.meta.dirname

interface SourceFile {
  /** From `src`, with forward slashes. */
  name: string
  text: string
  /** Without comments and the insides of strings that are not imports. */
  code: string
  imports: { to: string; typeOnly: boolean }[]
}

const isTest = (name: string) =>
  /\.(test|testing|journey)\.tsx?$/.test(name) || name.startsWith('platform/testing/') || name.includes('/fixtures/')
const files: SourceFile[] = fs
  .readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map(name => name.split(path.sep).join('/'))
  .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .sort()
  .map(name => {
    const text = fs.readFileSync(path.join(src, name), 'utf8')
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
    return { name, text, code, imports: importsOf(name, code) }
  })
const program = files.filter(file => !isTest(file.name))

/** Static imports, resolved to names from `src`; packages keep their own name. */
function importsOf(from: string, code: string): SourceFile['imports'] {
  const found = code.matchAll(/^(?:import|export)\s+(type\s)?(?:([^'";]*?)\sfrom\s+)?'([^']+)'/gm)
  return [...found].map(([, type, names = '', to = '']) => {
    const everyNameIsType =
      /^\{[^}]*\}$/s.test(names.trim()) &&
      names
        .replaceAll(/[{}\s]/g, ' ')
        .split(',')
        .filter(one => one.trim())
        .every(one => /^\s*type\s/.test(one))
    const resolved = to.startsWith('.') ? path.posix.join(path.posix.dirname(from), to) : to
    return { to: resolved, typeOnly: type !== undefined || everyNameIsType }
  })
}

const moduleOf = (name: string): string | null => /^modules\/([^/]+)\//.exec(name)?.[1] ?? null
const isWeb = (name: string) => name.startsWith('web/') || /^modules\/[^/]+\/web\//.test(name)
const isPure = (name: string) => /\.(rule|object)\.ts$/.test(name)
const lines = (found: string[]) => expect(found, `\n${found.join('\n')}\n`).toEqual([])

describe('the layers', () => {
  test('are seen: the files and their imports', () => {
    expect(program.length).toBeGreaterThan(200)
    expect(program.flatMap(file => file.imports).length).toBeGreaterThan(800)
    expect(files.find(file => file.name === 'app/modules.ts')?.imports.map(one => one.to)).toContain('modules/leads/leads.module.ts')
  })

  test('platform imports no module, integration, app, or page', () =>
    lines(
      program
        .filter(file => file.name.startsWith('platform/'))
        .flatMap(file =>
          file.imports
            .filter(one => /^(modules|integrations|app|web|cli|demo)\//.test(one.to))
            .map(one => `${file.name} imports ${one.to}`),
        ),
    ))

  test('modules import neither the composition nor the command line', () =>
    lines(
      program
        .filter(file => /^(modules|integrations)\//.test(file.name) && !isWeb(file.name))
        .flatMap(file => file.imports.filter(one => /^(app|cli|demo)\//.test(one.to)).map(one => `${file.name} imports ${one.to}`)),
    ))

  test('the page imports server code only as types, besides what is pure', () =>
    lines(
      program
        .filter(file => isWeb(file.name) && !file.name.endsWith('vite.config.ts'))
        .flatMap(file =>
          file.imports
            .filter(one => !one.typeOnly && /^(modules|platform|app|playbooks)\//.test(one.to))
            .filter(one => !isWeb(one.to) && !isPure(one.to) && !isData(one.to))
            .map(one => `${file.name} imports ${one.to} as a value`),
        ),
    ))

  test('rules and definitions are pure: no I/O, no database, no clock', () =>
    lines(
      program
        .filter(file => isPure(file.name))
        .flatMap(file => {
          const found: string[] = []
          for (const { to, typeOnly } of file.imports) {
            if (typeOnly) continue
            if (to.startsWith('node:') && !pureNode.has(to)) found.push(`${file.name} imports ${to}`)
            if (/^(kysely|pg|fastify|graphile-worker|nodemailer)$/.test(to)) found.push(`${file.name} imports ${to}`)
            if (/^modules\//.test(to) && !isPure(to) && !isData(to)) found.push(`${file.name} imports ${to}, which is not pure`)
            if (/^platform\/(db|log|jobs|http|auth|settings|clock\/clock)/.test(to)) found.push(`${file.name} imports ${to}`)
          }
          if (/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(/.test(file.code))
            found.push(`${file.name} reads a clock or chance`)
          return found
        }),
    ))
})

/** Computation only. */
const pureNode = new Set(['node:crypto', 'node:util', 'node:url', 'node:buffer', 'node:string_decoder'])
/** Tables of values and parsers without a suffix that rules may read. */
const isData = (name: string): boolean => {
  const file = files.find(one => one.name === name)
  if (!file) return false
  return (
    file.imports.every(
      one =>
        one.typeOnly ||
        isPure(one.to) ||
        one.to === 'zod' ||
        one.to.startsWith('playbooks/') ||
        (one.to !== name && /^(modules|platform)\//.test(one.to) && isData(one.to)),
    ) && !/\bDate\.now\(|\bnew Date\(\)|process\./.test(file.code)
  )
}

describe('the clock and the environment', () => {
  test('only platform/clock reads the wall clock', () =>
    lines(
      program
        .filter(file => !isWeb(file.name) && file.name !== 'platform/clock/clock.ts')
        .filter(file => /\bDate\.now\(|\bnew Date\(\)/.test(file.code))
        .map(file => file.name),
    ))

  test('only the configuration reads the environment', () => {
    // Handing the whole of it on to a child process is not reading it.
    const mayHandOn = ['app/config.ts', 'app/build_web.ts', 'platform/db/embedded.ts', 'web/vite.config.ts']
    lines(program.filter(file => /process\.env/.test(file.code) && !mayHandOn.includes(file.name)).map(file => file.name))
  })

  test('nobody prints by console.log', () =>
    lines(program.filter(file => /console\.(log|info|debug)/.test(file.code)).map(file => file.name)))
})

describe('tables', () => {
  /** Tables of objects belong to the module that lists the object; the others to the folder that is named here. */
  const owners = new Map<string, string>(modules.flatMap(one => (one.objects ?? []).map(object => [object.name, one.name] as const)))
  const shared: Record<string, readonly string[]> = {
    contact_email: ['contacts'],
    account_domain: ['accounts'],
    rotation_turn: ['assignment'],
    inbound_key: ['inbound'],
    inbound_raw: ['inbound'],
    // Two doors lock people and messages by key, in one table.
    intake_lock: ['leads', 'mail', 'product_events', 'forms', 'inbound'],
    notification: ['notifications'],
    webhook_delivery: ['webhooks'],
    search_token: ['search'],
    search_vocabulary: ['search'],
    custom_field: ['fields'],
    file_content: ['files'],
    api_key: ['users'],
    invitation: ['users'],
    calendar_link: ['tasks'],
    note_mute: ['notes'],
    notification_preference: ['notifications'],
    notification_mail: ['notifications'],
    digest_day: ['digest'],
  }

  test('are written only by the module they belong to', () => {
    const writes = /(?:\b(?:insertInto|updateTable|deleteFrom)\('(\w+)'|\b(?:insert into|delete from|update)\s+"?(\w+)"?)/gi
    lines(
      program
        .filter(file => moduleOf(file.name) !== null)
        .flatMap(file =>
          [...file.code.matchAll(writes)].flatMap(([, builder, raw]) => {
            const table = (builder ?? raw ?? '').toLowerCase()
            const owner = owners.get(table)
            const allowed = shared[table] ?? (owner ? [owner] : null)
            const own = moduleOf(file.name) ?? ''
            return allowed && !allowed.includes(own) ? [`${file.name} writes ${table}, which belongs to ${allowed.join(', ')}`] : []
          }),
        ),
    )
  })

  test('are known to the map', () => {
    const known = new Set(owners.keys())
    lines(Object.keys(shared).filter(table => known.has(table)))
  })
})

describe('jobs and routes', () => {
  test('every job that is enqueued exists', () => {
    const jobs = new Set(modules.flatMap(one => one.jobs ?? []).map(job => job.name))
    lines(
      program.flatMap(file =>
        [...file.code.matchAll(/\benqueue\(\s*\w+(?:\.\w+)?,\s*'([\w.]+)'/g)]
          .filter(([, name]) => !jobs.has(name ?? ''))
          .map(([, name]) => `${file.name} enqueues ${name}`),
      ),
    )
  })

  test('names are given once', () => {
    const twice = (names: string[]) => names.filter((name, index) => names.indexOf(name) !== index)
    lines(twice(modules.flatMap(one => one.jobs ?? []).map(one => `job ${one.name}`)))
    lines(twice(modules.flatMap(one => one.consumers ?? []).map(one => `consumer ${one.name}`)))
    lines(twice(modules.flatMap(one => one.schedules ?? []).map(one => `schedule ${one.name}`)))
    lines(twice(modules.flatMap(one => one.objects ?? []).map(one => `object ${one.name}`)))
    lines(twice(modules.flatMap(one => one.settings ?? []).map(one => `setting ${one.key}`)))
  })

  test('every route says what it does', () => {
    const routes = modules.flatMap(one => one.routes ?? []).filter(route => !route.hidden)
    lines(routes.filter(route => !route.summary || route.summary.length < 5 || !route.tag).map(route => `${route.method} ${route.path}`))
    const ids = routes.map(route => `${route.method} ${route.path}`)
    lines(ids.filter((id, index) => ids.indexOf(id) !== index))
  })
})

describe('files', () => {
  test('import one another in no circle', () => {
    const graph = new Map(program.map(file => [file.name, file.imports.filter(one => !one.typeOnly).map(one => one.to)]))
    const state = new Map<string, 'open' | 'done'>()
    const circles: string[] = []
    const visit = (name: string, trail: string[]) => {
      if (state.get(name) === 'done' || !graph.has(name)) return
      if (state.get(name) === 'open') {
        circles.push([...trail.slice(trail.indexOf(name)), name].join(' → '))
        return
      }
      state.set(name, 'open')
      for (const next of graph.get(name) ?? []) visit(next, [...trail, name])
      state.set(name, 'done')
    }
    for (const name of graph.keys()) visit(name, [])
    lines(circles)
  })

  test('stay readable: 350 lines, except for what is known to be longer', () => {
    const known = new Set(['platform/object/write.ts'])
    lines(
      program
        .filter(file => !known.has(file.name))
        .map(file => [file.name, file.text.split('\n').length] as const)
        .filter(([, length]) => length >= 350)
        .map(([name, length]) => `${name} has ${length} lines`),
    )
  })

  test('have names that say what they do', () =>
    lines(files.filter(file => /(^|[/_])(utils?|helpers?|manager|service|common|misc)(\.|\/|_)/.test(file.name)).map(file => file.name)))
})

describe('docs/rules.md', () => {
  const file = path.join(root, 'docs', 'rules.md')
  test('lists every rule', () => {
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
    lines(
      program
        .filter(one => one.name.endsWith('.rule.ts') && !text.includes(`src/${one.name}`))
        .map(one => `${one.name} is not in docs/rules.md`),
    )
  })
  test('names no file that is gone', () => {
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
    const named = [...text.matchAll(/\((?:\.\.\/)?(src\/[\w/.]+)\)/g)].map(([, name]) => name ?? '')
    lines(named.filter(name => !fs.existsSync(path.join(root, name))))
  })
})
