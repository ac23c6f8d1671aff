import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { enqueue } from '../../../platform/jobs/enqueue.ts'
import type { Job, Schedule } from '../../../platform/module.ts'
import type { Row } from '../../../platform/object/list.ts'
import { updateRecords } from '../../../platform/object/write.ts'
import { poolSetting } from '../lead_settings.ts'
import { tellOwners } from '../tell_owners.ts'

const day = 86_400_000
const step = 500

const before = (ctx: Context, days: number): Date => new Date(ctx.now.getTime() - days * day)
const inDays = (days: number): string => (days === 1 ? 'tomorrow' : `in ${days} days`)

/** Which leads the pool is for: the index is by this first, so that others cost nothing. */
const kinds = (ctx: Context): boolean[] => (ctx.settings.get(poolSetting).product_led_only ? [true] : [true, false])

/**
 * Puts leads that nobody has worked on for so many days into the pool, where anyone may claim them, and tells who had them (C7).
 * A few at a time, so that nobody waits; answers whether more are left.
 */
export async function pool(ctx: Context): Promise<boolean> {
  const { after_days } = ctx.settings.get(poolSetting)
  const { rows } = await sql<Row>`select * from lead where product_led = any(${kinds(ctx)}) and idle_since <= ${before(ctx, after_days)}
    order by idle_since, id limit ${step} for update skip locked`.execute(ctx.tx)
  await updateRecords(
    ctx,
    'lead',
    rows.map(({ id, owner_id }) => ({
      id,
      changes: {
        owner_id: null,
        assigned_at: null,
        pooled_at: ctx.now,
        pooled_from_id: owner_id,
        assignment_reason: `${after_days} ${after_days === 1 ? 'day' : 'days'} without an update: it is in the pool.`,
        assignment_steps: null,
      },
    })),
    { kind: 'pooled' },
  )
  await tellOwners(
    ctx,
    rows,
    lead => lead.owner_id,
    'pool',
    (what, many) => ({
      text: `${what} went to the pool: nobody worked on ${many ? 'them' : 'it'} for ${after_days} ${after_days === 1 ? 'day' : 'days'}`,
    }),
  )
  return rows.length === step
}

/** Tells owners the day before, once for each time that a lead has lain (C7). */
export async function giveNotice(ctx: Context): Promise<boolean> {
  const { after_days, notice_after_days } = ctx.settings.get(poolSetting)
  const { rows } =
    await sql<Row>`select * from lead where product_led = any(${kinds(ctx)}) and idle_since <= ${before(ctx, notice_after_days)}
    and idle_since > ${before(ctx, after_days)} and (pool_noticed_at is null or pool_noticed_at < idle_since)
    order by idle_since, id limit ${step} for update skip locked`.execute(ctx.tx)
  await updateRecords(
    ctx,
    'lead',
    rows.map(({ id }) => ({ id, changes: { pool_noticed_at: ctx.now } })),
    { kind: 'pool_noticed' },
  )
  await tellOwners(
    ctx,
    rows,
    lead => lead.owner_id,
    'pool',
    (what, many) => ({
      text: `${what} ${many ? 'go' : 'goes'} to the pool ${inDays(after_days - notice_after_days)}`,
      mail: `Nobody has worked on ${many ? 'them' : 'it'} for ${notice_after_days} days. Write, call, change something or say why you keep ${many ? 'them' : 'it'}.`,
    }),
  )
  return rows.length === step
}

/** One step of both; more are a job each, so that no transaction is long. */
async function poolOnce(ctx: Context): Promise<void> {
  const pooledAll = !(await pool(ctx))
  const toldAll = !(await giveNotice(ctx))
  if (!pooledAll || !toldAll) await enqueue(ctx, 'pool_leads', {})
}

export const poolJob: Job = { name: 'pool_leads', run: (_payload, ctx) => poolOnce(ctx) }

/** Every minute, over the index of what lies: a lead goes to the pool to the minute. */
export const poolSchedule: Schedule = {
  name: 'pool',
  minutes: 1,
  next: async ctx => {
    const { after_days, notice_after_days } = ctx.settings.get(poolSetting)
    const { rows } = await sql<{ pooled: Date | null; told: Date | null }>`select
      (select min(idle_since) from lead where product_led = any(${kinds(ctx)}) and idle_since is not null) as pooled,
      (select min(idle_since) from lead where product_led = any(${kinds(ctx)}) and idle_since > ${before(ctx, after_days)}
        and (pool_noticed_at is null or pool_noticed_at < idle_since)) as told`.execute(ctx.tx)
    const times = [later(rows[0]?.pooled, after_days), later(rows[0]?.told, notice_after_days)].filter(time => time !== null)
    return times.length === 0 ? null : new Date(Math.min(...times))
  },
  run: poolOnce,
}

const later = (since: Date | null | undefined, days: number): number | null => (since ? since.getTime() + days * day : null)
