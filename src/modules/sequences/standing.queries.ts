import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { normaliseEmail } from '../enrichment/email_domain.rule.ts'
import type { Standing } from './enrollable.rule.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** How these leads or contacts stand towards being written to: two queries, however many. */
export async function standings(
  ctx: Pick<Context, 'tx'>,
  object: 'lead' | 'contact',
  rows: readonly Readonly<Row>[],
): Promise<Map<string, Standing>> {
  const emails = [...new Set(rows.map(row => normaliseEmail(text(row.email))).filter(email => email !== null))]
  const { rows: unwanted } = await sql<{ email: string; do_not_contact: boolean }>`
    select email, false as do_not_contact from unsubscribe where email = any(${emails}::text[]) and deleted_at is null
    union all select e.email, true from contact_email e join contact c on c.id = e.contact_id
      where e.email = any(${emails}::text[]) and c.do_not_contact and c.deleted_at is null`.execute(ctx.tx)
  const unsubscribed = new Set(unwanted.filter(one => !one.do_not_contact).map(one => one.email))
  const notToContact = new Set(unwanted.filter(one => one.do_not_contact).map(one => one.email))
  return new Map(
    rows.map(row => {
      const email = normaliseEmail(text(row.email))
      return [
        row.id,
        {
          object,
          deleted: row.deleted_at !== null,
          email,
          status: text(row.status),
          do_not_contact: row.do_not_contact === true || (email !== null && notToContact.has(email)),
          unsubscribed: email !== null && unsubscribed.has(email),
          self_serve_box: row.self_serve_no_interaction === true,
        },
      ]
    }),
  )
}
