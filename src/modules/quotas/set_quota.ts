import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { parseFieldValue } from '../../platform/object/field_value.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { createRecord, updateRecord } from '../../platform/object/write.ts'
import { invalid } from '../../platform/refuse.ts'

export const quotaInput = z.strictObject({ user_id: z.uuid(), period: z.string(), amount: z.unknown() })

/** Sets what somebody is to sell in a quarter; there is one quota a person and quarter, so setting it again changes it (G6). */
export async function setQuota(ctx: Context, input: z.output<typeof quotaInput>): Promise<Row> {
  const type = ctx.registry.get('quota')
  demand(ctx.actor, type, 'create')
  const amount = type.fields.amount && parseFieldValue(type.fields.amount, input.amount)
  if (!amount?.ok) throw invalid([{ field: 'amount', code: 'money', message: amount?.message ?? 'Must be an amount.' }])
  const known = await ctx.tx
    .selectFrom('quota')
    .select('id')
    .where('user_id', '=', input.user_id)
    .where('period', '=', input.period)
    .executeTakeFirst()
  if (!known) return createRecord(ctx, 'quota', { ...input })
  return updateRecord(ctx, 'quota', known.id, { amount: amount.value, deleted_at: null }, { trusted: true })
}
