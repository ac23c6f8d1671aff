import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { Refusal } from '../../platform/refuse.ts'

/** Does something that may be refused; what it wrote until then is taken back. Answers the refusal, or null. */
export async function attempt(ctx: Context, work: () => Promise<unknown>): Promise<Refusal | null> {
  await sql`savepoint attempt`.execute(ctx.tx)
  try {
    await work()
    await sql`release savepoint attempt`.execute(ctx.tx)
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await sql`rollback to savepoint attempt`.execute(ctx.tx)
    await sql`release savepoint attempt`.execute(ctx.tx)
    return error
  }
}
