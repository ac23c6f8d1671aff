import type { Context } from '../../../platform/context.ts'
import { enqueue } from '../../../platform/jobs/enqueue.ts'
import type { Job, Schedule } from '../../../platform/module.ts'
import { updateRecords } from '../../../platform/object/write.ts'
import { poolSetting } from '../lead_settings.ts'
import { tellOwners } from '../tell_owners.ts'
import { longestLying, lyingFor } from './lying.queries.ts'

/** Few at a time: so long somebody waits who wants one of just these leads. */
const step = 200

/**
 * Puts leads that nobody has worked on for so many days into the pool, where anyone may claim them, and tells who had them (C7).
 * Answers whether more are left.
 */
export async function pool(ctx: Context): Promise<boolean> {
  const { after_days } = ctx.settings.get(poolSetting)
  const leads = await lyingFor(ctx, { days: after_days, limit: step })
  await updateRecords(
    ctx,
    'lead',
    leads.map(({ id, owner_id }) => ({
      id,
      changes: {
        owner_id: null,
        assigned_at: null,
        pooled_at: ctx.now,
        pooled_from_id: owner_id,
        assignment_reason: `${after_days} ${after_days === 1 ? 'day' : 'days'} without an update.`,
        assignment_steps: null,
      },
    })),
    { kind: 'pooled' },
  )
  await tellOwners(ctx, leads, 'pool', (what, many) => ({
    text: `${what} went to the pool: nobody worked on ${many ? 'them' : 'it'} for ${after_days} ${after_days === 1 ? 'day' : 'days'}`,
  }))
  // What somebody else held is missing in a whole step.
  return leads.length >= step / 2
}

/** One step; more are a job each, so that no transaction is long. */
async function poolOnce(ctx: Context): Promise<void> {
  if (await pool(ctx)) await enqueue(ctx, 'pool_leads', {})
}

export const poolJob: Job = { name: 'pool_leads', run: (_payload, ctx) => poolOnce(ctx) }

/** Every minute: a lead goes to the pool to the minute. */
export const poolSchedule: Schedule = {
  name: 'pool',
  minutes: 1,
  next: async ctx => dueAfter(await longestLying(ctx), ctx.settings.get(poolSetting).after_days),
  run: poolOnce,
}

export const dueAfter = (since: Date | null, days: number): Date | null => since && new Date(since.getTime() + days * 86_400_000)
