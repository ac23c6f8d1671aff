import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { type Setting, writeSetting } from '../../platform/settings/settings.ts'
import type { Playbook } from '../../playbooks/playbook.ts'

/** What releases have brought since to a workspace that was set up before them; each is brought once, under a name that stays. */
const additions: Readonly<Record<string, (ctx: Context, playbook: Playbook) => Promise<void>>> = {
  'views of opportunities': (ctx, playbook) =>
    addViews(ctx, playbook, 'opportunity', ['Open, my team', 'Slipping', 'Renewals: next 90 days']),
  'views of tasks': (ctx, playbook) => addViews(ctx, playbook, 'task', ['Due today', 'Done']),
  sequences: addSequences,
}

/** Which of them this workspace has had. Not among the settings that people edit: it is no wish of theirs. */
const broughtSetting: Setting<string[]> = { key: 'additions', label: 'Additions', schema: z.array(z.string()), default: [] }

/**
 * Brings an earlier workspace what its playbook has had since. Each addition once: what somebody renamed or deleted after that stays
 * so, and what is there by its name, in the bin too, stays as it is.
 */
export async function bringAdditions(ctx: Context, playbook: Playbook): Promise<void> {
  const stored = await ctx.tx.selectFrom('setting').select('value').where('key', '=', broughtSetting.key).executeTakeFirst()
  const brought = broughtSetting.schema.parse(stored?.value ?? [])
  const missing = Object.entries(additions).filter(([name]) => !brought.includes(name))
  if (missing.length === 0) return
  for (const [, bring] of missing) await bring(ctx, playbook)
  await writeSetting(ctx, broughtSetting, [...brought, ...missing.map(([name]) => name)])
}

/** A workspace that is set up now has them all. */
export const noteAdditions = (ctx: Context): Promise<unknown> => writeSetting(ctx, broughtSetting, Object.keys(additions))

async function addViews(ctx: Context, playbook: Playbook, object: string, names: readonly string[]): Promise<void> {
  const there = await ctx.tx
    .selectFrom('view')
    .select(['name', 'position'])
    .where('object', '=', object)
    .where('shared', '=', true)
    .execute()
  const last = Math.max(0, ...there.map(view => view.position ?? 0))
  const wanted = (playbook.views[object] ?? []).filter(view => names.includes(view.name) && !there.some(one => one.name === view.name))
  await insertRecords(
    ctx,
    'view',
    wanted.map((view, index) => ({ layout: 'table', ...view, object, shared: true, position: last + index + 1 })),
  )
}

async function addSequences(ctx: Context, playbook: Playbook): Promise<void> {
  const there = await ctx.tx.selectFrom('sequence').select('key').execute()
  const wanted = playbook.sequences.filter(sequence => !there.some(one => one.key === sequence.key))
  await insertRecords(
    ctx,
    'sequence',
    wanted.map(sequence => ({ ...sequence, active: true })),
  )
}
