import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Job } from '../../platform/module.ts'
import type { Row } from '../../platform/object/list.ts'
import { updateRecords } from '../../platform/object/write.ts'
import { flow, scores } from './lead.derive.ts'

/** Computes what follows from tables again for some leads, scores and the recommended flow, after an account or a table changed (C2, C5). */
export async function rescore(ctx: Context, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<Row>`select * from lead where id = any(${ids}::uuid[]) for update`.execute(ctx.tx)
  const [scored, flowing] = [await scores.derive(rows, ctx, rows), await flow.derive(rows, ctx, rows)]
  await updateRecords(
    ctx,
    'lead',
    rows.map((row, index) => ({ id: row.id, changes: { ...scored[index], ...flowing[index] } })),
    { kind: 'rescored' },
  )
}

const step = 500

/** Does so in steps of one transaction each; without ids it walks all open leads, step after step. */
export const rescoreJob: Job = {
  name: 'rescore_leads',
  run: async (payload, ctx) => {
    const given = typeof payload === 'object' && payload !== null ? payload : {}
    if ('ids' in given && Array.isArray(given.ids)) return rescore(ctx, given.ids)
    const after = 'after' in given && typeof given.after === 'string' ? given.after : '00000000-0000-0000-0000-000000000000'
    const { rows } = await sql<{
      id: string
    }>`select id from lead where id > ${after} and status in ('new', 'working', 'nurturing') and deleted_at is null
      order by id limit ${step}`.execute(ctx.tx)
    await rescore(
      ctx,
      rows.map(row => row.id),
    )
    const last = rows.at(-1)
    if (rows.length === step && last) await enqueue(ctx, 'rescore_leads', { after: last.id })
  },
}
