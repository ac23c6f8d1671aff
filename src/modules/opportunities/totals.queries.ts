import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { conditionOf } from '../../platform/object/list.ts'
import { demand, readableFields } from '../../platform/object/permission.ts'
import { forbidden } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { addUp, type PartialSum, type Sums } from './opportunity_sums.rule.ts'

/**
 * What the opportunities `t` add up to by these keys. They are added up per probability first, of which there are few: to weigh
 * each by itself costs more than all the rest.
 */
export function partialSums(keys: Readonly<Record<string, RawBuilder<unknown>>>, where: RawBuilder<boolean>): RawBuilder<PartialSum> {
  const inner = Object.entries(keys).map(([name, key]) => sql`${key} as ${sql.ref(name)}, `)
  const outer = Object.keys(keys).map(name => sql`${sql.ref(`s.${name}`)}, `)
  // By number: a parameter in a key would be another one when it is named again.
  const columns = sql.raw(Array.from({ length: inner.length + 2 }, (_, index) => index + 1).join(', '))
  const nothing = sql``
  return sql<PartialSum>`select ${sql.join(outer, nothing)} s.currency, sum(s.n)::bigint as count, (sum(s.total) * 100)::bigint as cents,
      (sum(s.total * s.probability) * 100)::bigint as weight
    from (select ${sql.join(inner, nothing)} t.currency, t.probability, count(*) as n, sum(t.amount) as total from opportunity t
      where ${where} group by ${columns}) s
    group by ${sql.join(outer, nothing)} s.currency`
}

/** Refuses whoever may not see what the sums are made of: a sum over one's filter would tell it. */
export function demandAmounts(ctx: ReadContext): void {
  const type = ctx.registry.get('opportunity')
  demand(ctx.actor, type, 'read')
  const readable = readableFields(ctx.actor, type)
  if (!['amount', 'probability', 'stage', 'close_date'].every(name => readable.includes(name)))
    throw forbidden('Your role may not see the amounts of opportunities.')
}

/** What the opportunities that a condition finds add up to, by currency. */
export async function sumsOf(ctx: ReadContext, where: RawBuilder<boolean>): Promise<PartialSum[]> {
  const { rows } = await sql<PartialSum>`/*dynamic*/ ${partialSums({}, where)}`.execute(ctx.tx)
  return rows
}

/** What a list of opportunities adds up to: all that the filter finds and the actor may see, in one statement (E2). */
export async function totals(ctx: ReadContext, filter: unknown): Promise<Sums> {
  demandAmounts(ctx)
  const condition = conditionOf(ctx, ctx.registry.get('opportunity'), filter)
  return addUp(await sumsOf(ctx, condition), ctx.settings.get(workspaceSetting).currency)
}
