import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Choice } from '../../platform/object/field.ts'
import { announceFieldChange, reloadRegistry } from '../../platform/object/registry.ts'
import { invalid, notFound } from '../../platform/refuse.ts'

const choices = z
  .array(z.object({ value: z.string().min(1).max(100), label: z.string().min(1).max(200), retired: z.boolean().optional() }))
  .max(500)
export const fieldChange = z.strictObject({
  label: z.string().trim().min(1).max(200).optional(),
  help: z.string().max(1_000).nullish(),
  required: z.boolean().optional(),
  options: choices.optional(),
})
const jsonb = (options: Choice[]) => sql<Choice[]>`${JSON.stringify(options)}::jsonb`

/** Lets every process see fields and choices as they are now. */
export async function published(ctx: Context) {
  await reloadRegistry(ctx.registry, ctx.tx)
  await announceFieldChange(ctx.tx)
}

/** Changes a custom field's words or options, or the options of a built-in choice; values that programs use stay. */
export async function changeField(ctx: Context, at: { object: string; name: string }, input: z.output<typeof fieldChange>) {
  const type = ctx.registry.has(at.object) ? ctx.registry.get(at.object) : ctx.registry.byPlural(at.object)
  const field = type?.fields[at.name] ?? type?.fields[`cf_${at.name}`]
  if (!type || !field) throw notFound('There is no such field.')
  if (field.custom) {
    const name = at.name.replace(/^cf_/, '')
    const { options, ...words } = input
    await ctx.tx
      .updateTable('custom_field')
      .set({ ...words, ...(options ? { options: jsonb(options) } : {}) })
      .where('object', '=', type.name)
      .where('name', '=', name)
      .execute()
  } else {
    if (!input.options || !field.options)
      throw invalid([{ field: 'name', code: 'built_in', message: 'Only the options of a built-in choice can be changed.' }])
    const built = ctx.registry.definitions.find(one => one.name === type.name)?.fields[at.name]?.options ?? []
    const missing = built.filter(option => !input.options?.some(one => one.value === option.value))
    if (missing.length > 0)
      throw invalid([
        {
          field: 'options',
          code: 'needed',
          message: `Programs rely on ${missing.map(one => one.value).join(', ')}: retire instead of removing.`,
        },
      ])
    const options = jsonb(input.options)
    await ctx.tx
      .insertInto('field_choices')
      .values({ object: type.name, field: at.name, options })
      .onConflict(conflict => conflict.columns(['object', 'field']).doUpdateSet({ options }))
      .execute()
  }
  await published(ctx)
  return { ok: true }
}
