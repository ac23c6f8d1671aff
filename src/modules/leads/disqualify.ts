import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { parseFieldValue } from '../../platform/object/field_value.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { loadFor, updateRecord } from '../../platform/object/write.ts'
import { invalid } from '../../platform/refuse.ts'

export const disqualifyInput = z.strictObject({
  disqualification_reason: z.string(),
  disqualification_notes: z.string().max(20_000).nullish(),
})

/** Closes a lead as unqualified, with its reason (D1). */
export async function disqualify(ctx: Context, id: string, input: z.output<typeof disqualifyInput>): Promise<Row> {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const field = type.fields.disqualification_reason
  const reason = field && parseFieldValue({ ...field, required: true }, input.disqualification_reason)
  if (!reason?.ok)
    throw invalid([{ field: 'disqualification_reason', code: 'choice', message: reason?.message ?? 'Must be one of the reasons.' }])
  await loadFor(ctx, type, id, 'update')
  return updateRecord(
    ctx,
    'lead',
    id,
    { status: 'unqualified', disqualification_reason: reason.value, disqualification_notes: input.disqualification_notes ?? null },
    { kind: 'disqualified', trusted: true },
  )
}
