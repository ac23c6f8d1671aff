import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { updateRecords } from '../../platform/object/write.ts'

/**
 * Takes back those of these mails that have not gone out yet, also one that waits for another try; answers which. What is sent or
 * kept for want of a mail server stays as it is. Whoever holds a mail for sending right now is waited for.
 */
export async function withdrawMails(ctx: Context, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  // A first try that runs, or ended without an answer, may have delivered it.
  const { rows } = await sql<{ id: string }>`select id from mail where id = any(${[...ids]}::uuid[]) and state = 'waiting'
    and (attempts = 0 or last_error is not null) order by id for update`.execute(ctx.tx)
  await updateRecords(
    { ...ctx, batchId: null },
    'mail',
    rows.map(({ id }) => ({ id, changes: { state: 'withdrawn' } })),
    { kind: 'withdrawn' },
  )
  return rows.map(({ id }) => id)
}
