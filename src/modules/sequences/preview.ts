import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { findRecord } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { notFound } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { enrollInput, findSequence, traits } from './enroll.ts'
import { whyNoMail } from './enrollable.rule.ts'
import { resolveMergeFields } from './merge_fields.rule.ts'
import { mergeValues } from './merge_values.queries.ts'
import { personCalendar } from './person_calendar.ts'
import { sequencesSetting } from './sequences_settings.ts'
import { standings } from './standing.queries.ts'
import { stepSchema, stepsOf, stepTime } from './steps.rule.ts'

/** `steps`: as they are being edited, before they are saved. */
export const previewInput = enrollInput.extend({ steps: z.array(stepSchema).max(30).optional() })

/** How the mails of a sequence would read for one person and when they would go, with what is missing marked; nothing is saved (D5). */
export async function preview(ctx: Context, id: string, input: z.output<typeof previewInput>) {
  const type = ctx.registry.get(input.object)
  demand(ctx.actor, type, 'read')
  const person = await findRecord(ctx, type, input.record_id)
  if (!person) throw notFound()
  const sequence = await findSequence(ctx, { id })
  const merge = (await mergeValues(ctx, input.object, [person])).get(person.id)
  const standing = (await standings(ctx, input.object, [person])).get(person.id)
  if (!merge || !standing) throw notFound()
  const refused = whyNoMail(standing, traits(sequence))
  const calendar = personCalendar(ctx, person)
  let from = ctx.now
  const steps = (input.steps ?? stepsOf(sequence.steps)).map(step => {
    from = stepTime(step, from, calendar)
    const subject = resolveMergeFields(step.subject, merge.fill)
    const body = resolveMergeFields(step.body, merge.fill)
    return {
      key: step.key,
      at: from,
      subject: subject.pieces,
      body: body.pieces,
      missing: [...new Set([...subject.missing, ...body.missing])],
    }
  })
  return {
    steps,
    to: merge.fill('email'),
    from_name: merge.owner?.name ?? ctx.settings.get(workspaceSetting).name,
    time_zone: calendar.time_zone,
    footer: resolveMergeFields(ctx.settings.get(sequencesSetting).footer, merge.fill).pieces,
    refused: refused && { code: refused.reason, sentence: refused.sentence },
  }
}

const piece = z.object({ kind: z.enum(['text', 'value', 'fallback', 'missing']), text: z.string(), field: z.string().optional() })
export const previewAnswer = z.object({
  steps: z.array(z.object({ key: z.string(), at: z.date(), subject: z.array(piece), body: z.array(piece), missing: z.array(z.string()) })),
  to: z.string().nullable(),
  from_name: z.string(),
  time_zone: z.string(),
  footer: z.array(piece),
  refused: z.object({ code: z.string(), sentence: z.string() }).nullable(),
})
