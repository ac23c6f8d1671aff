import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Consequence, Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { updateRecords } from '../../platform/object/write.ts'
import { refuse } from '../../platform/refuse.ts'
import { companyDomain, normaliseEmail } from '../enrichment/email_domain.rule.ts'
import { readMessage } from '../mail/read_message.ts'
import { reportedMail } from './reported_mail.rule.ts'
import { stopOnOf } from './steps.rule.ts'
import { type Stop, stopMany } from './stop.ts'
import { whoAnswered } from './who_answered.rule.ts'

/** An answer to the last mail still counts for so long after the sequence has ended. */
const counts = 90 * 86_400_000

interface Met {
  id: string
  state: string
  email: string | null
  conversation_id: string | null
  replied_at: Date | null
  stop_on: unknown
}

/**
 * Somebody got in touch: whoever is in a sequence by that address, by the conversation it belongs to, or by their company, is not
 * written to any more (D5). In the transaction of the decision about what came in.
 */
async function answered(ctx: Context, inbound: Readonly<Row>): Promise<void> {
  const address = normaliseEmail(whoAnswered(inbound))
  if (address === null) return
  const domain = companyDomain(address)
  const { rows } = await sql<Met>`select e.id, e.state, e.email, e.conversation_id, e.replied_at, s.stop_on from (
      select id from enrollment where email = ${address}
      union select id from enrollment where conversation_id = ${inbound.conversation_id}::uuid
      union select id from enrollment where domain = ${domain} and state in ('active', 'held')) met
    join enrollment e on e.id = met.id join sequence s on s.id = e.sequence_id
    where e.deleted_at is null and (e.state in ('active', 'held') or (e.state = 'finished' and e.replied_at is null
      and e.last_sent_at > ${new Date(ctx.now.getTime() - counts)}))
    order by e.id for update of e`.execute(ctx.tx)
  const theirs = (one: Met) => one.email === address || (one.conversation_id !== null && one.conversation_id === inbound.conversation_id)
  const stops = rows.flatMap((one): Stop[] => {
    if (one.state === 'finished') return []
    const stopOn = stopOnOf(one.stop_on)
    if (theirs(one))
      return stopOn.reply ? [{ id: one.id, reason: 'reply', note: `${address} replied.`, changes: { replied_at: ctx.now } }] : []
    return stopOn.same_company_reply
      ? [{ id: one.id, reason: 'same_company_reply', note: `${address}, of the same company, got in touch.` }]
      : []
  })
  await stopMany(ctx, stops)
  const stopped = new Set(stops.map(one => one.id))
  await updateRecords(
    ctx,
    'enrollment',
    rows
      .filter(one => theirs(one) && !stopped.has(one.id) && one.replied_at === null)
      .map(({ id }) => ({ id, changes: { replied_at: ctx.now } })),
    { kind: 'replied' },
  )
}

/** A mail of ours came back: nothing more goes to that address. */
async function bounced(ctx: Context, inbound: Readonly<Row>): Promise<void> {
  const raw = await ctx.tx.selectFrom('inbound_raw').select('content').where('inbound_id', '=', inbound.id).executeTakeFirst()
  if (!raw) return
  const { message_ids, addresses, harmless } = reportedMail(await readMessage(raw.content))
  if (harmless) return
  const mailIds = message_ids.flatMap(id => /^<([0-9a-f-]{36})@/i.exec(id)?.[1]?.toLowerCase() ?? [])
  const { rows } = await sql<{ id: string; email: string | null }>`select e.id, e.email from enrollment e
    where (e.id in (select enrollment_id from sequence_mail where mail_id = any(${mailIds}::uuid[]))
        or e.email = any(${addresses.map(one => normaliseEmail(one)).filter(one => one !== null)}::text[]))
      and e.state in ('active', 'held') and e.deleted_at is null`.execute(ctx.tx)
  await stopMany(
    ctx,
    rows.map(({ id, email }) => ({ id, reason: 'bounce', note: `The mail to ${email ?? 'them'} came back.` })),
  )
}

export const followInbound: Consequence = {
  object: 'inbound',
  from: ['rule'],
  follow: async (changes, ctx) => {
    // Decided one at a time, each in its own transaction.
    for (const { after } of changes) {
      if (after.state !== 'done') continue
      if (after.rule === 'mail.bounce' || after.rule === 'mail.bounce_of_ours') await bounced(ctx, after)
      else await answered(ctx, after)
    }
  },
}

/** The mail server refused the address for good. */
export const followFailedMail: Consequence = {
  object: 'mail',
  from: ['state'],
  follow: async (changes, ctx) => {
    const failed = changes.filter(({ after }) => after.state === 'failed').map(({ after }) => after.id)
    if (failed.length === 0) return
    const { rows } = await sql<{ id: string; last_error: string | null }>`select e.id, m.last_error from sequence_mail s
      join enrollment e on e.id = s.enrollment_id join mail m on m.id = s.mail_id
      where s.mail_id = any(${failed}::uuid[]) and e.deleted_at is null and e.state in ('active', 'held', 'finished')`.execute(ctx.tx)
    await updateRecords(
      ctx,
      'enrollment',
      rows.map(({ id, last_error }) => ({
        id,
        changes: { state: 'failed', stopped_reason: 'not_sent', note: `The mail server said: ${last_error ?? 'no'}`.slice(0, 500) },
      })),
      { kind: 'failed' },
    )
  },
}

/** A mail that was kept or failed is not sent after all once its person is out of the sequence. */
export const mailStillWanted: Derivation = {
  object: 'mail',
  from: ['state'],
  derive: async (rows, ctx, before) => {
    const again = rows.filter((row, index) => row.state === 'waiting' && before[index] && before[index].state !== 'waiting')
    if (again.length > 0) {
      const { rows: ended } = await sql<{ name: string }>`select e.name from sequence_mail s join enrollment e on e.id = s.enrollment_id
        where s.mail_id = any(${again.map(row => row.id)}::uuid[]) and (e.state = 'stopped' or e.deleted_at is not null
          or exists (select 1 from unsubscribe u where u.email = e.email and u.deleted_at is null)) limit 1`.execute(ctx.tx)
      if (ended[0]) throw refuse('sequence.stopped', `The sequence has stopped for ${ended[0].name}: this mail is not sent any more.`)
    }
    return rows.map(() => ({}))
  },
}
