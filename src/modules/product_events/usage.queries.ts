import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { findRecord } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { notFound } from '../../platform/refuse.ts'

export interface Usage {
  days: { day: string; events: number; users: number }[]
  total: number
  by_event: { event: string; count: number; users: number }[]
}

/**
 * An account's product usage over the last days, by UTC day (B9, G7). An account is known in the product by the ids of its
 * organisations and by its domains; they are looked up when read, so usage from before the account was made counts too.
 */
export async function accountUsage(ctx: ReadContext, id: string, days: number): Promise<Usage> {
  const type = ctx.registry.get('account')
  demand(ctx.actor, type, 'read')
  if (!(await findRecord(ctx, type, id))) throw notFound()
  const from = new Date(ctx.now.getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10)
  const keys = sql`select key from product_organization where account_id = ${id} union select domain from account_domain where account_id = ${id}
    union select external_id from account where id = ${id} and external_id is not null`
  const { rows } = await sql<{ day: string; event: string; count: number; users: number }>`
    select to_char(day, 'YYYY-MM-DD') as day, event, sum(count)::bigint as count, sum(users)::bigint as users from usage_daily
    where organization_key in (${keys}) and day >= ${from}::date group by 1, 2 order by 1`.execute(ctx.tx)
  const whole = new Map(rows.filter(row => row.event === '').map(row => [row.day, row]))
  const byEvent = new Map<string, { event: string; count: number; users: number }>()
  for (const { event, count, users } of rows.filter(row => row.event !== '')) {
    const sum = byEvent.get(event) ?? { event, count: 0, users: 0 }
    // People are counted a day; over days the busiest day is what can be said of them.
    byEvent.set(event, { event, count: sum.count + Number(count), users: Math.max(sum.users, Number(users)) })
  }
  return {
    days: Array.from({ length: days }, (_, index) => {
      const day = new Date(Date.parse(`${from}T00:00:00Z`) + index * 86_400_000).toISOString().slice(0, 10)
      const row = whole.get(day)
      return { day, events: Number(row?.count ?? 0), users: Number(row?.users ?? 0) }
    }),
    total: [...whole.values()].reduce((sum, row) => sum + Number(row.count), 0),
    by_event: [...byEvent.values()].sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1)).slice(0, 100),
  }
}
