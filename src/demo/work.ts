import { sql } from 'kysely'
import { assignMany } from '../modules/leads/assign.ts'
import { actorOfUser } from '../platform/auth/actor_of.ts'
import type { Row } from '../platform/object/list.ts'
import { insertRecords, stampedParents, updateRecords } from '../platform/object/write.ts'
import type { BeginAt } from './fill_demo.ts'
import { calls } from './northlight.ts'
import type { Random } from './random.ts'

const day = 86_400_000
const hour = 3_600_000
const minute = 60_000

/** What the team did with the recent leads: answers, calls, notes, tasks, some decided; and the usage of customers' products. */
export async function addWork(beginAt: BeginAt, now: Date, random: Random): Promise<void> {
  const recent = await beginAt(
    now,
    async ctx =>
      (
        await sql<Row>`select * from lead where created_at > ${new Date(now.getTime() - 21 * day)} and owner_id is not null order by created_at, id`.execute(
          ctx.tx,
        )
      ).rows,
  )
  // What came in today and yesterday mostly waits; of what is older sign-ups were left lying, which then went to the pool.
  const age = (lead: Row) => (now.getTime() - (lead.created_at as Date).getTime()) / day
  const worked = recent.filter(lead => random.chance(age(lead) < 0.5 ? 0.1 : age(lead) < 2 ? 0.55 : lead.product_led ? 0.5 : 0.98))
  await beginAt(new Date(now.getTime() - hour), async ctx => {
    const activities = worked.flatMap(lead => {
      const arrived = lead.created_at as Date
      const at = new Date(Math.min(arrived.getTime() + random.int(12, 60 * 22) * minute, now.getTime() - hour))
      return [
        {
          ...stampedParents('lead', lead),
          kind: random.chance(0.3) ? 'call' : 'mail',
          direction: 'out',
          occurred_at: at,
          title: 'First reply',
          text: random.pick(calls),
          user_id: lead.owner_id,
        },
      ]
    })
    await insertRecords(ctx, 'activity', activities)
    await updateRecords(
      ctx,
      'lead',
      worked.map((lead, index) => ({
        id: lead.id,
        changes: {
          status: 'working',
          first_responded_at: activities[index]?.occurred_at,
          last_touched_at: activities[index]?.occurred_at,
          checklist: { review_details: true },
        },
      })),
    )
  })
  await beginAt(new Date(now.getTime() - hour / 2), async ctx => {
    const decided = worked.filter((_lead, index) => index % 6 === 0)
    await updateRecords(
      ctx,
      'lead',
      decided.map((lead, index) => ({
        id: lead.id,
        changes:
          index % 2 === 0
            ? { status: 'unqualified', disqualification_reason: 'self_serve_customer' }
            : { status: 'nurturing', nurture_until: new Date(now.getTime() + 30 * day).toISOString().slice(0, 10) },
      })),
    )
    for (const lead of worked.slice(0, 25)) {
      const author = await actorOfUser(ctx.tx, String(lead.owner_id), 'page')
      await insertRecords({ ...ctx, actor: author ?? ctx.actor }, 'note', [
        { ...stampedParents('lead', lead), text: random.pick(calls), mentions: [] },
      ])
    }
    await insertRecords(
      ctx,
      'task',
      worked.slice(0, 40).map((lead, index) => ({
        ...stampedParents('lead', lead),
        subject: random.pick(['Call back', 'Send the offer', 'Ask for the event volume', 'Book the demo', 'Check in']),
        owner_id: lead.owner_id,
        due_at: new Date(now.getTime() + random.int(-1, 10) * day + random.int(-2, 6) * hour),
        priority: random.pick(['normal', 'normal', 'high', 'low']),
        done_at: index % 4 === 0 ? new Date(now.getTime() - day) : null,
      })),
    )
    // Handed over before anybody answered.
    const [taken] = recent.filter(lead => lead.status === 'new' && !worked.includes(lead)).slice(-1)
    const other = taken ? recent.find(lead => lead.owner_id !== taken.owner_id)?.owner_id : null
    const revops = await ctx.tx.selectFrom('user').select('id').where('role', '=', 'revops').executeTakeFirst()
    const actor = revops ? await actorOfUser(ctx.tx, revops.id, 'page') : null
    if (taken && typeof other === 'string') await assignMany({ ...ctx, actor: actor ?? ctx.actor }, [taken.id], other)
  })
  await beginAt(now, async ctx => {
    await sql`insert into usage_daily (organization_key, day, event, count, users)
      select a.external_id, ${now}::date - n, '', 2000 + (n * 7919 % 40) * 350, 5 + n % 30 from account a, generate_series(0, 59) n where a.external_id is not null`.execute(
      ctx.tx,
    )
  })
}
