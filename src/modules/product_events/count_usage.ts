import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import './product_event_tables.ts'
import type { ProductEvent } from './read_events.rule.ts'

interface Tally {
  organization_key: string
  day: string
  event: string
  count: number
  users: Set<string>
}

/** A person of the product without their name: enough to count them once. */
const userKey = (distinctId: string): string => createHash('sha256').update(distinctId).digest('hex').slice(0, 32)

/**
 * Counts events by organisation, day and name, and how many people were behind them; the empty name is the whole day. Rows are
 * written in one order, so that two batches at once wait for each other instead of blocking (B9, G7).
 */
export async function countUsage(
  ctx: Context,
  events: readonly ProductEvent[],
  organizations: ReadonlyMap<ProductEvent, string>,
): Promise<void> {
  if (events.length === 0) return
  const tallies = new Map<string, Tally>()
  for (const event of events) {
    const organization_key = organizations.get(event) ?? ''
    const day = event.occurred_at.toISOString().slice(0, 10)
    for (const name of [event.event, '']) {
      const key = JSON.stringify([organization_key, day, name])
      const tally = tallies.get(key) ?? { organization_key, day, event: name, count: 0, users: new Set() }
      tally.count += 1
      tally.users.add(userKey(event.distinct_id))
      tallies.set(key, tally)
    }
  }
  const rows = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
  const people = rows.flatMap(({ organization_key, day, event, users }) =>
    [...users].sort().map(user_key => ({ organization_key, day, event, user_key })),
  )
  await sql`with seen as (
      insert into usage_user (organization_key, day, event, user_key)
      select organization_key, day, event, user_key from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
        as p(organization_key text, day date, event text, user_key uuid)
      on conflict do nothing returning organization_key, day, event
    ), people as (select organization_key, day, event, count(*) as users from seen group by 1, 2, 3)
    insert into usage_daily (organization_key, day, event, count, users)
    select c.organization_key, c.day, c.event, c.count, coalesce(people.users, 0)
    from jsonb_to_recordset(${JSON.stringify(rows.map(({ users, ...row }) => row))}::jsonb) as c(organization_key text, day date, event text, count bigint)
    left join people using (organization_key, day, event)
    order by c.organization_key, c.day, c.event
    on conflict (organization_key, day, event) do update
      set count = usage_daily.count + excluded.count, users = usage_daily.users + excluded.users`.execute(ctx.tx)
}

const kept = { seen: 14, users: 40 }

/** Forgets what only tells repeats apart: ids of events after two weeks, people of a day after forty days. */
export async function forgetOldUsage(ctx: Context): Promise<void> {
  const before = (days: number) => new Date(ctx.now.getTime() - days * 86_400_000).toISOString().slice(0, 10)
  await sql`delete from product_event_seen where seen_on < ${before(kept.seen)}::date`.execute(ctx.tx)
  await sql`delete from usage_user where day < ${before(kept.users)}::date`.execute(ctx.tx)
}
