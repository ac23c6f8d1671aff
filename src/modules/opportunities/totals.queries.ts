import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { conditionOf } from '../../platform/object/list.ts'
import { demand, readableFields } from '../../platform/object/permission.ts'
import { forbidden } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { addUp, type PartialSum, type Sums } from './opportunity_sums.rule.ts'

/** The columns of a `PartialSum` over the opportunities `t`, to be grouped by `t.currency`. */
export const partialSum: RawBuilder<PartialSum> = sql`t.currency, count(*)::bigint as count,
  (sum(t.amount) * 100)::bigint as cents, (sum(t.amount * t.probability) * 100)::bigint as weight`

/** Refuses whoever may not see what the sums are made of: a sum over one's filter would tell it. */
export function demandAmounts(ctx: ReadContext): void {
  const type = ctx.registry.get('opportunity')
  demand(ctx.actor, type, 'read')
  const readable = readableFields(ctx.actor, type)
  if (!['amount', 'probability', 'stage', 'close_date'].every(name => readable.includes(name)))
    throw forbidden('Your role may not see the amounts of opportunities.')
}

/** What a list of opportunities adds up to: all that the filter finds and the actor may see, in one statement (E2). */
export async function totals(ctx: ReadContext, filter: unknown): Promise<Sums> {
  demandAmounts(ctx)
  const condition = conditionOf(ctx, ctx.registry.get('opportunity'), filter)
  const { rows } =
    await sql<PartialSum>`/*dynamic*/ select ${partialSum} from opportunity t where ${condition} group by t.currency`.execute(ctx.tx)
  return addUp(rows, ctx.settings.get(workspaceSetting).currency)
}
