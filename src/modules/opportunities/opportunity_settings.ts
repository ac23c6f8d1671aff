import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { type FieldError, invalid } from '../../platform/refuse.ts'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { setChoices } from '../fields/set_choices.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import type { OpportunitySettings } from './place.rule.ts'

const key = z.string().regex(/^[a-z][a-z0-9_]{0,60}$/, 'A value is lower-case letters, digits and _, and begins with a letter.')

/** Record types and what is taken for granted about a new opportunity (E1). */
export const opportunitiesSetting: Setting<OpportunitySettings> = {
  key: 'opportunities',
  label: 'Opportunities',
  schema: z.object({
    default_amount: z.number().min(0).max(1e15).nullable(),
    default_type: z.string().nullable(),
    record_types: z
      .array(
        z.object({
          value: key,
          label: z.string().trim().min(1).max(100),
          pipeline: z.string(),
          required: z.array(z.string()).max(50).default([]),
          retired: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(100)
      .refine(types => new Set(types.map(type => type.value)).size === types.length, 'Every record type needs a value of its own.')
      .refine(types => types.some(type => !type.retired), 'At least one record type must be offered.'),
  }) as z.ZodType<OpportunitySettings>,
  default: productLed.settings.opportunities,
  check: refuseUnknown,
  changed: offerRecordTypes,
}

/** Pipelines, fields and the usual type must be there, and a record type that opportunities have stays: retired, not removed. */
async function refuseUnknown(ctx: Context, { default_type, record_types }: OpportunitySettings): Promise<void> {
  const before = ctx.settings.get(opportunitiesSetting).record_types
  const { fields } = ctx.registry.get('opportunity')
  const known = new Set((await loadPipelines(ctx)).filter(one => !one.retired).map(one => one.key))
  const errors: FieldError[] = []
  const wrong = (field: string, code: string, message: string) => errors.push({ field, code, message })
  if (default_type !== null && !fields.type?.options?.some(one => one.value === default_type && !one.retired))
    wrong('default_type', 'choice', 'There is no such type.')
  for (const { label, pipeline, required, retired } of record_types) {
    if (!known.has(pipeline) && !retired) wrong('record_types', 'pipeline', `“${label}” needs a pipeline that is in use.`)
    // A field that was taken away since asks nothing any more.
    for (const name of required)
      if (!fields[name] && !before.some(type => type.required.includes(name)))
        wrong('record_types', 'field', `“${label}” names the field “${name}”, which opportunities do not have.`)
  }
  const removed = before.filter(type => !record_types.some(one => one.value === type.value))
  for (const { value, label } of removed) {
    const used = await ctx.tx.selectFrom('opportunity').select('id').where('record_type', '=', value).limit(1).executeTakeFirst()
    if (used) wrong('record_types', 'in_use', `There are opportunities of the type “${label}”: retire it instead of removing it.`)
  }
  if (errors.length > 0) throw invalid(errors)
}

/** The choices of `opportunity.record_type` follow the setting. */
export async function offerRecordTypes(ctx: Context): Promise<void> {
  const types = ctx.settings.get(opportunitiesSetting).record_types
  await setChoices(ctx, 'opportunity', {
    record_type: types.map(({ value, label, retired }) => ({ value, label, ...(retired ? { retired } : {}) })),
  })
}
