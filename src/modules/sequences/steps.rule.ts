import { z } from 'zod'
import { calendarDay, instantAt } from '../../platform/object/relative_date.rule.ts'
import { type Calendar, workingDaysAfter } from '../working_hours/working_time.rule.ts'

/** One mail of a sequence. It goes out `delay_days` working days after the one before, at `at` by the person's own clock. */
export const stepSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9_]{1,60}$/, 'A key has small letters, digits and _ only.'),
  subject: z.string().trim().min(1, 'A mail needs a subject.').max(300),
  body: z.string().trim().min(1, 'A mail needs a text.').max(20_000),
  delay_days: z.number().int().min(0).max(365),
  /** Without a time it goes out as soon as the days have passed; the first one at once. */
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written like 09:00.')
    .nullable()
    .default(null),
})
export type Step = z.output<typeof stepSchema>

export const stepsSchema = z
  .array(stepSchema)
  .max(30)
  .refine(steps => new Set(steps.map(step => step.key)).size === steps.length, 'Two mails have the same key.')

/** What ends somebody's way through a sequence. A bounce and an unsubscription always do. */
export const stopOnSchema = z.strictObject({
  reply: z.boolean().default(true),
  same_company_reply: z.boolean().default(true),
  conversion: z.boolean().default(true),
  bounce: z.literal(true, 'A bounce always stops it.').default(true),
  unsubscribe: z.literal(true, 'An unsubscription always stops it.').default(true),
})
export type StopOn = z.output<typeof stopOnSchema>

/** Stored JSON as what it is; the checks of a sequence let nothing else in. */
export const stepsOf = (value: unknown): Step[] => stepsSchema.catch([]).parse(value)
export const stopOnOf = (value: unknown): StopOn => stopOnSchema.catch(stopOnSchema.parse({})).parse(value)
export const sentStepsOf = (value: unknown): string[] => z.array(z.string()).catch([]).parse(value)

/**
 * The mail that comes next: the one behind the last one sent, wherever RevOps has moved it since. A mail that was put in before it
 * does not reach those who are past it; when all that were sent are gone, their number counts.
 */
export function nextStep(steps: readonly Step[], sent: readonly string[]): Step | null {
  const last = steps.findLastIndex(step => sent.includes(step.key))
  return steps[last === -1 ? sent.length : last + 1] ?? null
}

/** When a mail is due, counted from the one before it (or from the enrolment). */
export function stepTime(step: Pick<Step, 'delay_days' | 'at'>, from: Date, calendar: Calendar): Date {
  if (step.at === null) return step.delay_days === 0 ? from : workingDaysAfter(from, step.delay_days, calendar)
  const [hours = 0, minutes = 0] = step.at.split(':').map(Number)
  const on = (days: number) => {
    const { year, month, day } = calendarDay(workingDaysAfter(from, days, calendar), calendar.time_zone)
    return instantAt(year, month, day, hours * 60 + minutes, calendar.time_zone)
  }
  const at = on(step.delay_days)
  return at >= from ? at : on(step.delay_days + 1)
}
