import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { enqueue } from '../../../platform/jobs/enqueue.ts'
import type { Job, Schedule } from '../../../platform/module.ts'
import { updateRecords } from '../../../platform/object/write.ts'
import { type ToldLead, tellOwners } from '../tell_owners.ts'

/** Few at a time: so long somebody waits who wants one of just these leads. */
const step = 200

interface Ringing extends ToldLead {
  sla_due_at: Date | null
}

/**
 * The clock of the first reply rings: once before it is late and once when it is (C6). What a lead rings for next moves on in the
 * same transaction, so nobody is told twice. Answers whether more wait.
 */
export async function ring(ctx: Context): Promise<boolean> {
  const { rows } = await sql<Ringing>`select id, owner_id, name, company, sla_due_at from lead where sla_rings_at <= ${ctx.now}
    order by sla_rings_at, id limit ${step} for update skip locked`.execute(ctx.tx)
  const isLate = ({ sla_due_at }: Ringing) => sla_due_at !== null && sla_due_at <= ctx.now
  const late = rows.filter(isLate)
  const soon = rows.filter(lead => !isLate(lead))
  await updateRecords(
    ctx,
    'lead',
    soon.map(({ id, sla_due_at }) => ({ id, changes: { sla_rings_at: sla_due_at } })),
    { kind: 'reply_due_soon' },
  )
  await updateRecords(
    ctx,
    'lead',
    late.map(({ id }) => ({ id, changes: { sla_rings_at: null } })),
    { kind: 'reply_late' },
  )
  await tellOwners(ctx, soon, 'sla', (what, many) => ({
    text: `${what} ${many ? 'wait' : 'waits'} for a first reply; it is late soon`,
  }))
  await tellOwners(ctx, late, 'sla', (what, many) => ({
    text: `The first reply to ${what} is late`,
    mail: `Nobody has replied to ${many ? 'them' : 'this lead'} in time. A mail, a call or a meeting stops the clock.`,
  }))
  // What somebody else held is missing in a whole step.
  return rows.length >= step / 2
}

/** One step; more are a job each, so that a backlog keeps no lead locked for long. */
async function ringOnce(ctx: Context): Promise<void> {
  if (await ring(ctx)) await enqueue(ctx, 'ring_leads', {})
}

export const ringJob: Job = { name: 'ring_leads', run: (_payload, ctx) => ringOnce(ctx) }

/** Every minute, over the index of what still rings. */
export const ringSchedule: Schedule = {
  name: 'first_reply_rings',
  minutes: 1,
  next: async ctx => {
    const { rows } = await sql<{ at: Date | null }>`select min(sla_rings_at) as at from lead where sla_rings_at is not null`.execute(ctx.tx)
    return rows[0]?.at ?? null
  },
  run: ringOnce,
}
