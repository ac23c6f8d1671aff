import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Row } from '../../../platform/object/list.ts'
import type { ObjectType } from '../../../platform/object/registry.ts'
import { updateRecords } from '../../../platform/object/write.ts'

export interface Links {
  account_id: string | null
  contact_id: string | null
  opportunity_id: string | null
}
type LinkName = keyof Links

const step = 1_000

/** Objects whose records carry the lead they came with: what is on timelines, conversations, enrolments. Not its successors. */
const carriesLead = (type: ObjectType): boolean =>
  type.fields.lead_id?.to === 'lead' && (type.child === true || ['conversation', 'enrollment'].includes(type.name))

/**
 * Everything that happened with a lead shows on its account, contact and opportunity too (D6). What already belongs to another
 * record than the lead did stays with it. Set-based and logged, so that undoing the conversion takes it back.
 */
export async function stampHistory(ctx: Context, lead: Row, links: Links): Promise<void> {
  for (const type of ctx.registry.all().filter(carriesLead)) {
    const names = (Object.keys(links) as LinkName[]).filter(name => type.fields[name] && links[name] !== null)
    if (names.length === 0) continue
    const isOpenTo = (name: LinkName) => sql`(t.${sql.ref(name)} is null or t.${sql.ref(name)} = ${lead[name] ?? null}::uuid)`
    const differs = sql.join(
      names.map(name => sql`(${isOpenTo(name)} and t.${sql.ref(name)} is distinct from ${links[name]}::uuid)`),
      sql` or `,
    )
    const { rows } = await sql<Row>`select t.id, ${sql.join(names.map(name => sql`t.${sql.ref(name)}`))} from ${sql.table(type.name)} t
      where t.lead_id = ${lead.id} and (${differs}) order by t.id`.execute(ctx.tx)
    const updates = rows.map(row => ({
      id: row.id,
      changes: Object.fromEntries(names.filter(name => row[name] === null || row[name] === lead[name]).map(name => [name, links[name]])),
    }))
    for (let from = 0; from < updates.length; from += step)
      await updateRecords(ctx, type.name, updates.slice(from, from + step), { kind: 'stamped' })
  }
}

/** What is still to be done goes to whoever has the opportunity; what is done stays with whoever did it. */
export async function passOnOpenTasks(ctx: Context, lead: Row, ownerId: string): Promise<void> {
  if (lead.owner_id === ownerId || lead.owner_id === null) return
  const { rows } = await sql<{ id: string }>`select id from task where lead_id = ${lead.id} and owner_id = ${lead.owner_id}
    and done_at is null and deleted_at is null`.execute(ctx.tx)
  await updateRecords(
    ctx,
    'task',
    rows.map(({ id }) => ({ id, changes: { owner_id: ownerId } })),
    { kind: 'assigned' },
  )
}
