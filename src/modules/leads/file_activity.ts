import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertRecords, stampedParents } from '../../platform/object/write.ts'
import { openOfContacts } from '../opportunities/open_of_contacts.queries.ts'

export interface IntakeActivity {
  kind: 'mail' | 'form' | 'product_event' | 'call' | 'meeting' | 'decision'
  title: string
  text?: string | null
  html?: string | null
  direction?: 'in' | 'out'
  occurred_at?: Date
  user_id?: string | null
  message_id?: string | null
  inbound_id?: string | null
  detail?: Record<string, unknown> | null
}

export interface Filed {
  on: Row
  object?: string
  activity: IntakeActivity
}

/** Puts something that happened onto a record's timeline, stamped with all the record's parents and the open opportunity of its contact (A4, D6). */
export async function fileActivity(ctx: Context, on: Row, activity: IntakeActivity, object = 'lead'): Promise<Row> {
  const [row] = await fileActivities(ctx, [{ on, object, activity }])
  if (!row) throw new Error('The activity was not inserted')
  return row
}

/** As `fileActivity`, for many records at once. */
export async function fileActivities(ctx: Context, filed: readonly Filed[]): Promise<Row[]> {
  const stamps = filed.map(({ on, object = 'lead' }) => stampedParents(object, on))
  const open = await openOfContacts(
    ctx,
    stamps.flatMap(({ contact_id, opportunity_id }) => (typeof contact_id === 'string' && !opportunity_id ? [contact_id] : [])),
  )
  return insertRecords(
    ctx,
    'activity',
    filed.map(({ activity }, index) => ({
      ...stamps[index],
      opportunity_id: stamps[index]?.opportunity_id ?? open.get(String(stamps[index]?.contact_id)) ?? null,
      kind: activity.kind,
      direction: activity.direction ?? null,
      occurred_at: activity.occurred_at ?? ctx.now,
      title: activity.title,
      text: activity.text ?? null,
      html: activity.html ?? null,
      user_id: activity.user_id ?? null,
      message_id: activity.message_id ?? null,
      inbound_id: activity.inbound_id ?? null,
      detail: activity.detail ?? null,
    })),
  )
}
