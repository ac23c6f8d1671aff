import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { poolSetting } from '../lead_settings.ts'
import type { ToldLead } from '../tell_owners.ts'

const day = 86_400_000
const before = (ctx: Context, days: number): Date => new Date(ctx.now.getTime() - days * day)

/** Whether the owner was told that the lead lies: an index each (0015), whose words these are. */
const untold = sql`(pool_noticed_at is null or pool_noticed_at < idle_since)`
const told = sql`pool_noticed_at >= idle_since`

/** The kinds of leads that the pool is for, each of which is walked by itself: only so are they found in their order. */
const kinds = (ctx: Context): boolean[] => (ctx.settings.get(poolSetting).product_led_only ? [true] : [true, false])

const inOrder = (which: RawBuilder<unknown>, columns: RawBuilder<unknown>, within: RawBuilder<unknown>, limit: number) =>
  sql`select ${columns} from lead where product_led = k.led and idle_since is not null and ${which} and ${within}
    order by idle_since, id limit ${limit}`

/** The next leads that have lain for so many days, locked; what somebody else holds is left for later. */
export async function lyingFor(ctx: Context, { days, limit }: { days: number; limit: number }): Promise<ToldLead[]> {
  const due = (which: RawBuilder<unknown>) => sql`select l.* from unnest(${kinds(ctx)}::boolean[]) k(led) cross join lateral
    (${inOrder(which, columnsToTell, sql`idle_since <= ${before(ctx, days)}`, limit)} for update skip locked) l`
  const { rows } = await sql<ToldLead>`with told as (${due(told)}), untold as (${due(untold)})
    select * from told union all select * from untold`.execute(ctx.tx)
  return rows
}

/** The next leads whose owners are to be told that they lie, locked: those that lie long enough and do not go to the pool now anyway. */
export async function lyingUntold(ctx: Context, limit: number): Promise<ToldLead[]> {
  const { rows } = await sql<ToldLead>`select l.* from unnest(${kinds(ctx)}::boolean[]) k(led) cross join lateral
    (${inOrder(untold, columnsToTell, sql`idle_since <= ${before(ctx, noticeDays(ctx))} and ${notYetDue(ctx)}`, limit)} for update skip locked) l`.execute(
    ctx.tx,
  )
  return rows
}

const columnsToTell = sql`id, owner_id, name, company`
const noticeDays = (ctx: Context): number => ctx.settings.get(poolSetting).notice_after_days
const notYetDue = (ctx: Context) => sql`idle_since > ${before(ctx, ctx.settings.get(poolSetting).after_days)}`

/** Since when the lead lies that goes to the pool next; null when none does. */
export async function longestLying(ctx: Context): Promise<Date | null> {
  const first = (which: RawBuilder<unknown>) => sql`(${inOrder(which, sql`idle_since`, sql`true`, 1)})`
  return earliest(ctx, sql`${first(told)} union all ${first(untold)}`)
}

/** Since when the lead lies of which somebody is told next. */
export const longestUntold = (ctx: Context): Promise<Date | null> => earliest(ctx, inOrder(untold, sql`idle_since`, notYetDue(ctx), 1))

async function earliest(ctx: Context, firsts: RawBuilder<unknown>): Promise<Date | null> {
  const { rows } = await sql<{ since: Date | null }>`select min(l.idle_since) as since
    from unnest(${kinds(ctx)}::boolean[]) k(led) cross join lateral (${firsts}) l`.execute(ctx.tx)
  return rows[0]?.since ?? null
}
