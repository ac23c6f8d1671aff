import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Enrollment } from './enrollment.object.ts'

export const atOnce = 100

/** Locked, so that of several workers one sends and whoever stops an enrolment waits; what is locked already is somebody else's. */
export async function takeDue(ctx: Context): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`select due.* from sequence s cross join lateral (
      select e.* from enrollment e where e.sequence_id = s.id and e.state = 'active' and e.deleted_at is null and e.next_at <= ${ctx.now}
      order by e.next_at, e.id limit ${atOnce} for update skip locked) due
    where s.active and s.deleted_at is null`.execute(ctx.tx)
  return rows
}

/** When a mail that waits for a merge field was looked at, and whether anything it may stand for has changed since. */
const filled = sql`from sequence s join enrollment e on e.sequence_id = s.id
    left join lead l on l.id = e.lead_id and e.record_object = 'lead'
    left join contact c on c.id = e.contact_id and e.record_object = 'contact'
    left join account a on a.id = c.account_id
  where s.active and s.deleted_at is null and e.state = 'held' and e.stopped_reason = 'missing_fields' and e.deleted_at is null
    and greatest(l.updated_at, c.updated_at, a.updated_at) > e.updated_at`

/** Mails that were held for a missing merge field and whose person, or a contact's account, was changed since. */
export async function takeFilled(ctx: Context): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`select e.* ${filled} order by e.id limit ${atOnce} for update of e skip locked`.execute(ctx.tx)
  return rows
}

/** When the next mail is due; at once for one that may have got what it waited for. */
export async function nextDue(ctx: Context): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null; filled: boolean }>`select min(due.next_at) as at, exists (select 1 ${filled}) as filled
    from sequence s cross join lateral (
      select e.next_at from enrollment e where e.sequence_id = s.id and e.state = 'active' and e.deleted_at is null
      order by e.next_at, e.id limit 1) due
    where s.active and s.deleted_at is null`.execute(ctx.tx)
  return rows[0]?.filled ? ctx.now : (rows[0]?.at ?? null)
}
