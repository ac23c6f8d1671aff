import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { loadFor, updateRecord } from '../../platform/object/write.ts'
import { invalid } from '../../platform/refuse.ts'
import { qualificationSetting } from './lead_settings.ts'

export const qualifyInput = z.strictObject({ answers: z.record(z.string(), z.boolean().nullable()) })
export const checkInput = z.strictObject({ item: z.string(), done: z.boolean() })

const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {})

/** Answers some of the qualification questions; null takes an answer back (D2). */
export async function qualify(ctx: Context, id: string, input: z.output<typeof qualifyInput>): Promise<Row> {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const { questions } = ctx.settings.get(qualificationSetting)
  const unknown = Object.keys(input.answers).filter(key => !questions.some(question => question.key === key))
  if (unknown.length > 0) throw invalid(unknown.map(field => ({ field, code: 'unknown', message: 'There is no such question.' })))
  const lead = await loadFor(ctx, type, id, 'update')
  const qualification = { ...record(lead.qualification), ...input.answers }
  return updateRecord(ctx, 'lead', id, { qualification }, { kind: 'qualified', trusted: true })
}

/** Ticks an item of the status's checklist, with who and when (D1). */
export async function check(ctx: Context, id: string, input: z.output<typeof checkInput>): Promise<Row> {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const { checklists } = ctx.settings.get(qualificationSetting)
  if (!Object.values(checklists).some(items => items.some(item => item.key === input.item)))
    throw invalid([{ field: 'item', code: 'unknown', message: 'There is no such item.' }])
  const lead = await loadFor(ctx, type, id, 'update')
  const checklist = record(lead.checklist)
  if (input.done) checklist[input.item] = { by: ctx.actor.user?.id ?? null, at: ctx.now.toISOString() }
  else delete checklist[input.item]
  return updateRecord(ctx, 'lead', id, { checklist }, { kind: 'checked', trusted: true })
}
