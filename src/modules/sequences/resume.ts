import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { updateRecord } from '../../platform/object/write.ts'
import { refuse } from '../../platform/refuse.ts'
import { type Enrollable, findSequence, sendWhatIsDue, traits } from './enroll.ts'
import { whyNoMail } from './enrollable.rule.ts'
import { standings } from './standing.queries.ts'
import { nextStep, sentStepsOf, stepsOf } from './steps.rule.ts'
import { loadEnrollment } from './stop.ts'

/** Goes on where a sequence was stopped or held, once what stood in the way is mended; no mail is sent again. */
export async function resume(ctx: Context, id: string): Promise<Row> {
  const { enrollment, person, object } = await loadEnrollment(ctx, id)
  if (enrollment.state === 'active') return { ...enrollment }
  if (enrollment.state === 'finished') throw refuse('enrollment.finished', 'All its mails have been sent.')
  const sequence = await findSequence(ctx, { id: enrollment.sequence_id })
  const stands = (await standings(ctx, object as Enrollable, [person])).get(person.id)
  const refused = stands ? whyNoMail(stands, traits(sequence)) : null
  if (refused) throw refuse(`sequence.${refused.reason}`, refused.sentence)
  if (!nextStep(stepsOf(sequence.steps), sentStepsOf(enrollment.sent_steps)))
    throw refuse('enrollment.finished', 'All its mails have been sent.')
  const next_at = enrollment.next_at && enrollment.next_at > ctx.now ? enrollment.next_at : ctx.now
  const changes = { state: 'active', stopped_reason: null, note: null, next_at }
  const row = await updateRecord(ctx, 'enrollment', id, changes, { kind: 'resumed', trusted: true })
  await sendWhatIsDue(ctx, [row])
  return row
}
