import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Consequence } from '../../platform/object/derivation.ts'
import { insertRecords } from '../../platform/object/write.ts'
import type { Enrollment } from './enrollment.object.ts'
import { stopMany } from './stop.ts'
import { readUnsubscribeToken } from './unsubscribe_link.ts'

/** Whose mails a link ends; null when it is none of ours, or its person has been erased. */
export async function findUnsubscribing(ctx: Pick<Context, 'tx' | 'ports'>, token: string): Promise<Enrollment | null> {
  const id = readUnsubscribeToken(ctx, token)
  if (id === null) return null
  const { rows } = await sql<Enrollment>`select * from enrollment where id = ${id}`.execute(ctx.tx)
  return rows[0]?.email ? rows[0] : null
}

export const isUnsubscribed = async (ctx: Pick<Context, 'tx'>, email: string | null): Promise<boolean> =>
  (await ctx.tx
    .selectFrom('unsubscribe')
    .select('id')
    .where('email', '=', email ?? '')
    .where('deleted_at', 'is', null)
    .executeTakeFirst()) !== undefined

/** Ends all mails of sequences to the address of this link, for good; pressed again, it stays as it is. */
export async function unsubscribe(ctx: Context, token: string, way: 'page' | 'one_click'): Promise<Enrollment | null> {
  const found = await findUnsubscribing(ctx, token)
  if (!found) return null
  // Of two clicks at once the second waits here, and then finds what the first did.
  await sql`select 1 from enrollment where id = ${found.id} for update`.execute(ctx.tx)
  if (!(await isUnsubscribed(ctx, found.email)))
    await insertRecords(ctx, 'unsubscribe', [{ email: found.email, way, sequence_id: found.sequence_id }])
  return found
}

/** Whichever way an address came onto the list: no sequence goes on writing to it. */
export const followUnsubscribe: Consequence = {
  object: 'unsubscribe',
  from: ['email', 'deleted_at'],
  follow: async (changes, ctx) => {
    const emails = changes.filter(({ after }) => after.deleted_at === null).map(({ after }) => after.email)
    if (emails.length === 0) return
    const { rows } = await sql<{ id: string; email: string }>`select id, email from enrollment where email = any(${emails}::text[])
      and state in ('active', 'held') and deleted_at is null`.execute(ctx.tx)
    await stopMany(
      ctx,
      rows.map(({ id, email }) => ({ id, reason: 'unsubscribe', note: `${email} unsubscribed.` })),
    )
  },
}
