import type { Derivation } from '../../platform/object/derivation.ts'
import { refuse } from '../../platform/refuse.ts'

const timeOf = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null)

/** A repeating task has a due date, and is counted from the one that a person set; snoozing it moves no series (F4). */
export const deriveRepeat: Derivation = {
  object: 'task',
  from: ['recurrence', 'due_at'],
  derive: async (records, _ctx, before) =>
    records.map((task, index) => {
      if (!task.recurrence) return { recurs_from: null }
      if (!task.due_at) throw refuse('task.repeats_without_due', 'A task that repeats needs a date that it is first due.')
      const old = before[index]
      if (!old) return { recurs_from: task.recurs_from ?? task.due_at }
      const moved = timeOf(task.due_at) !== timeOf(old.due_at) && task.snoozes === old.snoozes
      return moved || task.recurrence !== old.recurrence || !task.recurs_from ? { recurs_from: task.due_at } : {}
    }),
}
