import type { Context } from '../../platform/context.ts'
import type { OutsideJob } from '../../platform/module.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { insertRecords, stampedParents, updateRecord } from '../../platform/object/write.ts'
import { linkTicket } from '../leads/link_ticket.ts'
import { notify } from '../notifications/notify.ts'
import { DeskRefusal, deskNow, type Opened } from './desk.ts'
import { peopleOf } from './queue_people.queries.ts'
import { queues, type Ticket } from './ticket.object.ts'

type Begin = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

const waiting = (ctx: Context, id: string): Promise<Ticket | undefined> =>
  ctx.tx
    .selectFrom('ticket')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()

/**
 * Opens a ticket at the desk, or as a task for the queue's people where there is none (D3). While the desk does not answer the job
 * fails and comes again; our id makes two tries one ticket.
 */
export async function openTicket(id: string, begin: Begin): Promise<void> {
  const desk = deskNow()
  if (!desk) return begin(ctx => openOwn(ctx, id))
  const ticket = await begin(ctx => waiting(ctx, id))
  if (!ticket) return
  const attempts = ticket.attempts + 1
  try {
    const opened = await desk.open({
      queue: ticket.queue,
      subject: ticket.subject,
      message: ticket.message ?? '',
      requester: { name: ticket.requester_name, email: ticket.requester_email },
      cc: ticket.cc,
      external_id: ticket.id,
    })
    await begin(async ctx => {
      const now = await waiting(ctx, id)
      if (now) await keepOpened(ctx, now, opened, { attempts })
    })
  } catch (error) {
    const refused = error instanceof DeskRefusal
    const sentence = error instanceof Error ? error.message.slice(0, 500) : 'The desk did not answer.'
    await begin(async ctx => {
      await updateRecord(
        ctx,
        'ticket',
        id,
        { attempts, error: sentence, ...(refused ? { state: 'failed' } : {}) },
        { kind: 'tried', trusted: true },
      )
    })
    if (!refused) throw error
  }
}

/** Our own desk: a task for whoever does the queue's work. */
async function openOwn(ctx: Context, id: string): Promise<void> {
  const ticket = await waiting(ctx, id)
  if (!ticket) return
  const lead = ticket.lead_id ? await findRecord(ctx, ctx.registry.get('lead'), ticket.lead_id) : null
  const people = await peopleOf(ctx, ticket.queue)
  const queue = queues.find(one => one.value === ticket.queue)?.label ?? ticket.queue
  const [task] = await insertRecords(ctx, 'task', [
    {
      subject: `${queue}: ${ticket.subject}`,
      notes: [ticket.message, ticket.requester_email].filter(Boolean).join('\n\n') || null,
      owner_id: people[0] ?? null,
      due_at: ctx.now,
      ...(lead ? stampedParents('lead', lead) : {}),
    },
  ])
  await keepOpened(ctx, ticket, { id: '', url: `${ctx.ports.baseUrl}/tickets/${ticket.id}` }, { task_id: task?.id ?? null })
  for (const user_id of people)
    await notify(ctx, { user_id, kind: 'task', text: `${queue} request: ${ticket.subject}`, object: 'ticket', record_id: ticket.id })
}

async function keepOpened(ctx: Context, ticket: Ticket, opened: Opened, more: Record<string, unknown>): Promise<void> {
  await updateRecord(
    ctx,
    'ticket',
    ticket.id,
    { state: 'open', external_id: opened.id || null, url: opened.url, error: null, opened_at: ctx.now, ...more },
    { kind: 'opened', trusted: true },
  )
  if (!ticket.lead_id) return
  await linkTicket(ctx, ticket.lead_id, opened.url)
  const lead: Row | null = await findRecord(ctx, ctx.registry.get('lead'), ticket.lead_id)
  if (typeof lead?.owner_id !== 'string') return
  await notify(ctx, {
    user_id: lead.owner_id,
    kind: 'lead',
    text: `A ticket is open for ${ticket.subject}; you are in copy`,
    object: 'lead',
    record_id: lead.id,
  })
}

export const openTicketJob: OutsideJob = {
  name: 'open_ticket',
  outside: true,
  run: async (payload, begin) => {
    const id = typeof payload === 'object' && payload !== null && 'ticket_id' in payload ? payload.ticket_id : null
    if (typeof id !== 'string') throw new Error('open_ticket needs a ticket_id')
    await openTicket(id, begin)
  },
}
