import { sql } from 'kysely'
import { z } from 'zod'
import type { BulkAction } from '../../platform/object/bulk_action.ts'
import { parseInput } from '../../platform/object/field_value.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { insertRecords, stampedParents } from '../../platform/object/write.ts'
import { invalid, malformed } from '../../platform/refuse.ts'

const taskInput = z.strictObject({
  subject: z.string().trim().min(1),
  due_at: z.string().nullish(),
  owner_id: z.uuid().nullish(),
  notes: z.string().nullish(),
  priority: z.string().optional(),
})

/** The bulk bar's "Add a task": the same task on each of the records, mine unless another owner is named (F4). */
export const addTask: BulkAction = {
  object: '*',
  name: 'add_task',
  label: 'Added a task to',
  run: async (batch, ids, input, { name: object }) => {
    const task = batch.registry.get('task')
    demand(batch.actor, task, 'create')
    const given = taskInput.safeParse(input.task)
    if (!given.success) throw malformed('“task” needs a subject, and may have due_at, owner_id, notes and priority.')
    const { values, errors } = parseInput(task.fields, given.data)
    if (errors.length > 0) throw invalid(errors)
    const owner = values.owner_id ?? batch.actor.user?.id ?? null
    const { rows } = await sql<Row>`select t.* from ${sql.table(object)} t where t.id = any(${ids}::uuid[]) order by t.id`.execute(batch.tx)
    await insertRecords(
      batch,
      'task',
      rows.map(row => ({ ...values, owner_id: owner, ...stampedParents(object, row) })),
    )
  },
}
