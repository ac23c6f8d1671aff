import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import { type FieldError, invalid } from '../../platform/refuse.ts'
import { enrollable } from './enroll.ts'
import { mergeFieldsOf } from './merge_fields.rule.ts'
import { mergeFieldNames } from './merge_values.queries.ts'
import { type Step, stepsSchema, stopOnSchema } from './steps.rule.ts'

const wrong = (field: string, { issues }: z.ZodError): FieldError[] =>
  issues.map(issue => ({ field: [field, ...issue.path].join('.'), code: issue.code, message: issue.message }))

/** Merge fields that no record has, and braces that are none: said when a sequence is saved, not when it should send. */
function unknownFields(ctx: Context, steps: readonly Step[]): FieldError[] {
  const known = new Set(enrollable.flatMap(object => mergeFieldNames(ctx.registry.get(object))))
  return steps.flatMap((step, index) =>
    (['subject', 'body'] as const).flatMap(part => {
      const { fields, broken } = mergeFieldsOf(step[part])
      const field = `steps.${index}.${part}`
      return [
        ...fields
          .filter(name => !known.has(name))
          .map(name => ({
            field,
            code: 'unknown',
            message: `There is no field “${name}”. Write {{${name}|…}} only for fields of leads or contacts.`,
          })),
        ...(broken ? [{ field, code: 'braces', message: 'A merge field is written like {{first_name}} or {{first_name|there}}.' }] : []),
      ]
    }),
  )
}

/** A sequence is stored only in a form that can be sent. */
export const sequenceChecks: Derivation = {
  object: 'sequence',
  from: ['steps', 'stop_on'],
  derive: async (rows, ctx) =>
    rows.map(row => {
      const steps = stepsSchema.safeParse(row.steps)
      const stopOn = stopOnSchema.safeParse(row.stop_on)
      const errors = [
        ...(steps.success ? unknownFields(ctx, steps.data) : wrong('steps', steps.error)),
        ...(stopOn.success ? [] : wrong('stop_on', stopOn.error)),
      ]
      if (errors.length > 0) throw invalid(errors)
      return { steps: steps.data, stop_on: stopOn.data }
    }),
}
