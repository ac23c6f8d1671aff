import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { Registry, reloadRegistry } from '../../platform/object/registry.ts'
import type { FieldError, Refusal } from '../../platform/refuse.ts'
import { Settings } from '../../platform/settings/settings.ts'
import { allSettings } from '../settings/all_settings.ts'
import { type Difference, differences } from '../settings/difference.rule.ts'
import { attempt } from './attempt.ts'
import { Names } from './names.rule.ts'
import type { Section } from './section.ts'
import { sections } from './sections.ts'

/** What a playbook does, or would do, to one section. */
export interface Outcome {
  key: string
  label: string
  differences: Difference[]
  notes: string[]
  /** Why it cannot be taken over as it is. */
  errors: FieldError[]
  before: unknown
  after: unknown
}

interface Options {
  rehearsal?: boolean
  /** Only these; all of the file otherwise. */
  sections?: readonly string[] | undefined
  made?: ReadonlySet<string>
}

/** A file's version of a section; undefined when it says nothing about it. */
export const givenOf = (file: Readonly<Record<string, unknown>>, key: string): unknown =>
  key.startsWith('settings.') ? (file.settings as Record<string, unknown> | undefined)?.[key.slice('settings.'.length)] : file[key]

/** All people, teams and territories by name. */
export async function loadNames(ctx: Pick<Context, 'tx'>): Promise<Names> {
  const { rows } = await sql<{ kind: string; id: string; name: string }>`
    select 'user' as kind, id, email as name from "user" where deleted_at is null
    union all select 'team', id, name from team where deleted_at is null
    union all select 'territory', id, name from territory where deleted_at is null`.execute(ctx.tx)
  return new Names(rows)
}

/** A context that sees what this transaction did to fields and settings while the rest of the process goes on without it. */
export async function aside(ctx: Context): Promise<Context> {
  const own = { ...ctx, registry: new Registry(ctx.registry.definitions, ctx.registry), settings: new Settings() }
  await reload(own)
  return own
}
export async function reload(ctx: Context): Promise<void> {
  await reloadRegistry(ctx.registry, ctx.tx)
  await ctx.settings.reload(ctx.tx, allSettings)
}

/**
 * Brings the workspace in line with a playbook, section by section: first all that it says, then what it does not have is retired.
 * A section that is refused is left as it was and told, so that a preview shows everything at once; the caller decides.
 */
export async function install(ctx: Context, file: Readonly<Record<string, unknown>>, options: Options = {}): Promise<Outcome[]> {
  const { rehearsal = false, made = new Set<string>() } = options
  const chosen = sections.filter(one => givenOf(file, one.key) !== undefined && (options.sections?.includes(one.key) ?? true))
  const outcomes = new Map<Section, Outcome>()
  const names = await loadNames(ctx)
  for (const one of chosen) {
    const before = await one.read(ctx, names, givenOf(file, one.key))
    outcomes.set(one, { key: one.key, label: one.label, differences: [], notes: [], errors: [], before, after: before })
  }
  const run = async (section: Section, work: Section['write']) => {
    const outcome = outcomes.get(section)
    if (!outcome || outcome.errors.length > 0) return
    const passage = { names: await loadNames(ctx), notes: outcome.notes, rehearsal, made }
    const refused = await attempt(ctx, () => work(ctx, givenOf(file, section.key), passage))
    if (!refused) return
    outcome.errors = errorsOf(section, refused)
    await reload(ctx)
  }
  for (const one of chosen) await run(one, one.write)
  for (const one of chosen.toReversed()) if (one.retire) await run(one, one.retire)
  const now = await loadNames(ctx)
  for (const [one, outcome] of outcomes) {
    outcome.after = await one.read(ctx, now, givenOf(file, one.key))
    outcome.differences = differences(outcome.before, outcome.after)
  }
  return [...outcomes.values()]
}

const errorsOf = (section: Section, refused: Refusal): FieldError[] =>
  refused.errors.length > 0
    ? refused.errors.map(one => ({ ...one, field: one.field.startsWith(section.key) ? one.field : `${section.key}.${one.field}` }))
    : [{ field: section.key, code: refused.code, message: refused.message }]
