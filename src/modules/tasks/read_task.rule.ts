import { naturalDate } from './natural_date.rule.ts'
import { naturalRecurrence } from './recurrence.rule.ts'
import type { Recurrence } from './task.object.ts'

export interface TaskInWords {
  subject: string
  due_at: Date | null
  recurrence: Recurrence | null
}

/** What one line of words asks to be done, until when, and how often: "Call Maren in 3 days", "Check in every month" (F4). */
export function readTask(text: string, now: Date, timeZone: string): TaskInWords {
  const repeated = naturalRecurrence(text)
  const due = naturalDate(repeated?.rest ?? text, now, timeZone)
  const subject = due?.rest ?? repeated?.rest ?? text.replace(/\s+/g, ' ').trim()
  // What repeats begins tomorrow when no day is named.
  const first = due?.at ?? (repeated ? (naturalDate('tomorrow', now, timeZone)?.at ?? null) : null)
  return subject === ''
    ? { subject: text.trim(), due_at: null, recurrence: null }
    : { subject, due_at: first, recurrence: repeated?.recurrence ?? null }
}
