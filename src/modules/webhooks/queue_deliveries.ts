import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { nameActors } from '../../platform/log/actor_names.ts'
import type { LogEntry } from '../../platform/log/change_log.ts'
import type { Consumer } from '../../platform/module.ts'
import type { Row } from '../../platform/object/list.ts'
import { recordJson } from '../../platform/object/record_json.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { matchesEvent } from './matches_event.rule.ts'

interface NewDelivery {
  id: string
  webhook_id: string
  position: string
  kind: string
  body: string
}

/** Writes a delivery for each entry and each subscription that wants it, and the job that posts it. Seen twice, it is written once. */
export const queueDeliveries: Consumer = {
  name: 'webhooks',
  isNeeded: async ctx => (await activeWebhooks(ctx)).length > 0,
  consume: async (entries, ctx) => {
    const webhooks = await activeWebhooks(ctx)
    const wanted = webhooks.flatMap(webhook =>
      entries
        .filter(entry => ctx.registry.has(entry.object) && matchesEvent(webhook.events, entry.kind))
        .map(entry => ({ webhook, entry })),
    )
    if (wanted.length === 0) return
    const data = await dataOf(ctx, [...new Set(wanted.map(one => one.entry))])
    await insertDeliveries(
      ctx,
      wanted.map(({ webhook, entry }) => {
        const id = newId()
        const body = JSON.stringify({ id, type: entry.kind, created_at: entry.at, data: data.get(entry) })
        return { id, webhook_id: webhook.id, position: entry.position, kind: entry.kind, body }
      }),
    )
  },
}

const activeWebhooks = (ctx: Context) =>
  ctx.tx.selectFrom('webhook').select(['id', 'events']).where('active', '=', true).where('deleted_at', 'is', null).execute()

/** The part of the body that says what happened: the change, who did it, and the record as it is now, without sensitive fields. */
async function dataOf(ctx: Context, entries: readonly LogEntry[]): Promise<Map<LogEntry, unknown>> {
  const records = new Map<string, Row>()
  for (const object of new Set(entries.map(entry => entry.object))) {
    const ids = entries.filter(entry => entry.object === object).map(entry => entry.record_id)
    const { rows } = await sql<Row>`select t.* from ${sql.table(object)} t where t.id = any(${ids}::uuid[])`.execute(ctx.tx)
    for (const row of rows) records.set(row.id, row)
  }
  const name = await nameActors(
    ctx.tx,
    entries.map(entry => ({ kind: entry.actor_kind, id: entry.actor_id })),
  )
  const { currency } = ctx.settings.get(workspaceSetting)
  return new Map(
    entries.map(entry => {
      const type = ctx.registry.get(entry.object)
      const row = records.get(entry.record_id)
      return [
        entry,
        {
          object: entry.object,
          record_id: entry.record_id,
          changes: withoutSensitive(type, entry.changes),
          detail: entry.detail,
          actor: { ...name({ kind: entry.actor_kind, id: entry.actor_id }), means: entry.means },
          record: row ? withoutSensitive(type, recordJson(ctx, type, row, currency)) : null,
        },
      ]
    }),
  )
}

const withoutSensitive = (type: ObjectType, values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([field]) => !type.fields[field]?.sensitive))

async function insertDeliveries(ctx: Context, deliveries: readonly NewDelivery[]): Promise<void> {
  await sql`with made as (
      insert into webhook_delivery (id, webhook_id, position, kind, body, state, next_attempt_at, created_at)
      select d.id, d.webhook_id, d.position, d.kind, d.body, 'waiting', ${ctx.now}, ${ctx.now}
      from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb) as d(id uuid, webhook_id uuid, position text, kind text, body text)
      on conflict (webhook_id, position) do nothing returning id)
    select graphile_worker.add_job('deliver_webhook', json_build_object('id', id), job_key := 'deliver_webhook:' || id) from made`.execute(
    ctx.tx,
  )
}

/** A delivery that somebody asks for, to see whether the other side understands: an event of the kind `ping`. */
export async function ping(ctx: Context, webhookId: string): Promise<string> {
  const id = newId()
  const data = { object: null, record_id: null, changes: {}, detail: null, actor: null, record: null }
  const body = JSON.stringify({ id, type: 'ping', created_at: ctx.now, data })
  await insertDeliveries(ctx, [{ id, webhook_id: webhookId, position: `ping ${id}`, kind: 'ping', body }])
  return id
}
