import { quarterOf } from '../modules/quotas/quota_credit.rule.ts'
import type { Context } from '../platform/context.ts'
import { insertRecords } from '../platform/object/write.ts'
import type { Colleague } from './people.ts'

const quarter = 91 * 86_400_000

/** What each salesperson is to sell, in this quarter and the one before. */
export async function addQuotas(ctx: Context, people: readonly Colleague[]): Promise<void> {
  const periods = [...new Set([0, quarter].map(back => quarterOf(new Date(ctx.now.getTime() - back).toISOString().slice(0, 10))))]
  await insertRecords(
    ctx,
    'quota',
    people
      .filter(one => one.role === 'sales')
      .flatMap((one, index) => periods.map(period => ({ user_id: one.id, period, amount: `${120_000 + (index % 3) * 20_000}.00` }))),
  )
}
