import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { type Batch, openBatch } from '../../platform/log/change_log.ts'
import { invalid, refuse } from '../../platform/refuse.ts'
import { writeSetting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { differences } from '../settings/difference.rule.ts'
import { aside, install, loadNames, type Outcome, reload } from './install.ts'
import { type PlaybookAbout, playbookSetting } from './playbook_setting.ts'
import { checked, type ShownOutcome, shown } from './preview.ts'
import { sections } from './sections.ts'

/** What an undo goes back to, and what must still hold for it. */
interface Trace {
  about: PlaybookAbout
  changed: { key: string; before: unknown; after: unknown }[]
}

/** Takes a playbook over, all of it or some sections, in one step that can be undone; refused as a whole when any of it cannot be. */
export async function apply(
  ctx: Context,
  given: unknown,
  only?: readonly string[],
): Promise<{ batch_id: string; sections: ShownOutcome[] }> {
  const playbook = checked(given)
  const strange = only?.filter(key => !sections.some(one => one.key === key)) ?? []
  if (strange.length > 0) throw invalid([{ field: 'sections', code: 'unknown', message: `There is no section ${strange.join(', ')}.` }])
  await lock(ctx)
  const batch = await openBatch(await aside(ctx), 'playbook', `Playbook: ${playbook.label}`)
  const about = batch.settings.get(playbookSetting)
  const outcomes = await installWhole(batch, playbook, only)
  const changed = outcomes.filter(one => one.differences.length > 0)
  if (!only) await nameWorkspace(batch, playbook)
  const trace: Trace = { about, changed: changed.map(({ key, before, after }) => ({ key, before, after })) }
  await ctx.tx
    .updateTable('batch')
    .set({ count: changed.reduce((sum, one) => sum + one.differences.length, 0), payload: JSON.stringify(trace) })
    .where('id', '=', batch.batchId)
    .execute()
  await reload(ctx)
  return { batch_id: batch.batchId, sections: shown(outcomes) }
}

/** Sections one after the other in the whole program, so that two people who apply at once do not mix. */
const lock = (ctx: Context) => sql`select pg_advisory_xact_lock(hashtext('hedgerow set-up'))`.execute(ctx.tx)

/** All or nothing: what any section refuses, refuses the whole. */
export async function installWhole(
  ctx: Context,
  file: Readonly<Record<string, unknown>>,
  only?: readonly string[],
  made?: ReadonlySet<string>,
): Promise<Outcome[]> {
  const outcomes = await install(ctx, file, { sections: only, ...(made ? { made } : {}) })
  const errors = outcomes.flatMap(one => one.errors)
  if (errors.length > 0) throw invalid(errors, 'This playbook cannot be applied as it is. Nothing was changed.')
  return outcomes
}

/** Says which playbook the workspace has from now on. */
export async function nameWorkspace(ctx: Context, { key, label, description }: PlaybookAbout): Promise<void> {
  await writeSetting(ctx, playbookSetting, { key, label, description })
  await writeSetting(ctx, workspaceSetting, { ...ctx.settings.get(workspaceSetting), playbook: key })
}

/** Goes back to how the sections were, unless one of them was changed since; records that came with the playbook go to the bin. */
export async function undoPlaybook(ctx: Context, batch: Batch): Promise<number> {
  const { about, changed } = batch.payload as Trace
  await lock(ctx)
  const own = await aside(ctx)
  const names = await loadNames(own)
  for (const one of changed) {
    const section = sections.find(({ key }) => key === one.key)
    if (section && differences(one.after, await section.read(own, names, one.after)).length > 0)
      throw refuse('batch.changed_since', `${section.label} was changed since, so this cannot be undone as a whole.`, { status: 409 })
  }
  const { rows } = await sql<{ id: string }>`select record_id as id from change_log
    where batch_id = ${batch.id} and kind = object || '.created'`.execute(ctx.tx)
  const settings = Object.fromEntries(
    changed.filter(one => one.key.startsWith('settings.')).map(one => [one.key.slice('settings.'.length), one.before]),
  )
  const former = { ...Object.fromEntries(changed.map(one => [one.key, one.before])), settings }
  await installWhole(
    own,
    former,
    changed.map(one => one.key),
    new Set(rows.map(row => row.id)),
  )
  await nameWorkspace(own, about)
  await reload(ctx)
  return batch.count
}
