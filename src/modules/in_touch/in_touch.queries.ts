import { type RawBuilder, sql } from 'kysely'
import { reach } from '../../platform/actor.ts'
import type { ReadContext } from '../../platform/context.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { demand, permitted, readableFields } from '../../platform/object/permission.ts'
import { notFound } from '../../platform/refuse.ts'
import { companyDomain } from '../enrichment/email_domain.rule.ts'

/** Somebody of us who was in touch with somebody of the company. */
export interface Touch {
  user_id: string
  kind: 'mail' | 'call' | 'meeting' | 'sequence'
  at: Date
  object: string
  record_id: string
  name: string
}
export interface InTouch {
  touches: Touch[]
  leads: { id: string; name: string; owner_id: string; status: string }[]
  opportunities: { id: string; name: string; owner_id: string | null; stage: string }[]
  tickets: { id: string; subject: string; lead_id: string | null; url: string | null }[]
  sequences: { id: string; name: string; sequence: string; enrolled_by: string | null; object: string; record_id: string }[]
}

const days = 14
/** Leads and contacts of a company whose own activities are looked at: what happens to those with an account is stamped with it anyway. */
const widest = 50
/** Activities of each kind of record that are looked through for the latest of each colleague. */
const latest = 200
const shown = 10

interface Company {
  accounts: string[]
  leads: string[]
  contacts: string[]
}

/**
 * Who else of us is in touch with anyone at the same company: outgoing mail, calls, meetings and sequences of the last 14 days,
 * open leads of colleagues, open tickets, other open opportunities (F1, B9). A company is an account, or the registrable domain that
 * leads come from; an address of a free-mail provider is a person alone.
 */
export async function inTouch(ctx: ReadContext, object: string, id: string): Promise<InTouch> {
  const type = ctx.registry.get(object)
  demand(ctx.actor, type, 'read')
  const record = await findRecord(ctx, type, id)
  if (!record || record.deleted_at !== null) throw notFound()
  const company = await companyOf(ctx, object, record)
  const parts = {
    touches: touchesOf(ctx, company),
    leads: leadsOf(ctx, company, id),
    opportunities: opportunitiesOf(ctx, company, id),
    tickets: ticketsOf(ctx, company),
    sequences: sequencesOf(ctx, company),
  }
  const columns = Object.entries(parts).map(
    ([name, part]) => sql`${part ? sql`(select json_agg(p) from (${part}) p)` : sql`null::json`} as ${sql.ref(name)}`,
  )
  const { rows } = await sql<Found>`select ${sql.join(columns)}`.execute(ctx.tx)
  const [found] = rows
  return {
    touches: await withNames(ctx, found?.touches ?? []),
    leads: found?.leads ?? [],
    opportunities: found?.opportunities ?? [],
    tickets: found?.tickets ?? [],
    sequences: found?.sequences ?? [],
  }
}

type Part = RawBuilder<unknown> | null
type Found = { [part in keyof Omit<InTouch, 'touches'>]: InTouch[part] | null } & { touches: Touched[] | null }

const textOf = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : [])
const may = (ctx: ReadContext, name: string): boolean => ctx.registry.has(name) && reach(ctx.actor, name, 'read') !== 'none'
const allowed = (ctx: ReadContext, name: string): RawBuilder<boolean> =>
  sql<boolean>`t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, ctx.registry.get(name), 'read')}`

/** A field, unless the role hides it. */
function fieldOf(ctx: ReadContext, name: string, field: string, hidden: RawBuilder<unknown> = sql`''`): RawBuilder<unknown> {
  return readableFields(ctx.actor, ctx.registry.get(name)).includes(field) ? sql.ref(`t.${field}`) : hidden
}
const titleOf = (ctx: ReadContext, name: string): RawBuilder<unknown> => fieldOf(ctx, name, ctx.registry.get(name).title)

async function companyOf(ctx: ReadContext, object: string, record: Row): Promise<Company> {
  const email = typeof record.email === 'string' ? companyDomain(record.email) : null
  const given = [...textOf(record.domain), ...(Array.isArray(record.domains) ? record.domains.map(String) : []), ...textOf(email)]
  const named = object === 'account' ? [record.id] : textOf(record.account_id)
  const { rows: known } = await sql<{ domain: string; account_id: string }>`select domain, account_id from account_domain
    where domain = any(${given}::text[]) or account_id = any(${named}::uuid[])`.execute(ctx.tx)
  const domains = [...new Set([...given, ...known.map(row => row.domain)])]
  const accountIds = [...new Set([...named, ...known.map(row => row.account_id)])]
  // Account by account, so that each walk goes from the newest and stops.
  const newestOf = (object: 'lead' | 'contact', by: 'domain' | 'account_id', values: RawBuilder<unknown>) =>
    sql`select r.id, ${sql.lit(object)} as is from unnest(${values}) v(one) cross join lateral (select t.id from ${sql.table(object)} t
      where ${sql.ref(`t.${by}`)} = v.one and t.deleted_at is null order by t.created_at desc limit ${widest}) r`
  const accounts = sql`${accountIds}::uuid[]`
  const { rows: people } = await sql<{ id: string; is: 'lead' | 'contact' }>`${newestOf('lead', 'domain', sql`${domains}::text[]`)}
    union all ${newestOf('lead', 'account_id', accounts)} union all ${newestOf('contact', 'account_id', accounts)}`.execute(ctx.tx)
  const idsOf = (name: string) => people.flatMap(row => (row.is === name ? [row.id] : []))
  const own = (name: string) => (object === name ? [record.id] : textOf(record[`${name}_id`]))
  return {
    accounts: accountIds,
    leads: [...new Set([...own('lead'), ...idsOf('lead')])],
    contacts: [...new Set([...own('contact'), ...textOf(record.primary_contact_id), ...idsOf('contact')])],
  }
}

/**
 * The latest touch of each colleague; each branch walks one index over the last days only. A sequence's mail has no author: it counts
 * as the one's in whose name it went.
 */
function touchesOf(ctx: ReadContext, company: Company): Part {
  if (!may(ctx, 'activity')) return null
  const since = new Date(ctx.now.getTime() - days * 86_400_000)
  const me = ctx.actor.user?.id ?? null
  const author = sql`coalesce(t.user_id::text, t.detail->>'sender_id')`
  const branch = (
    column: string,
    ids: readonly string[],
  ) => sql`(select t.id, ${author} as user_id, t.kind, t.occurred_at, t.lead_id, t.contact_id, t.account_id,
      t.detail @> '{"automatic": true}' as automatic
    from activity t where ${sql.ref(`t.${column}`)} = any(${ids}::uuid[]) and t.occurred_at >= ${since} and t.occurred_at <= ${ctx.now}
      and (t.kind in ('call', 'meeting') or (t.kind = 'mail' and t.direction = 'out'))
      and ${author} <> coalesce(${me}::text, '') and ${allowed(ctx, 'activity')} order by t.occurred_at desc limit ${latest})`
  return sql`select * from (select distinct on (user_id) user_id, kind, occurred_at as at, automatic, lead_id, contact_id, account_id from (
      ${branch('account_id', company.accounts)} union ${branch('lead_id', company.leads)} union ${branch('contact_id', company.contacts)}) a
    order by user_id, occurred_at desc) newest order by at desc limit ${shown}`
}

interface Touched {
  user_id: string
  kind: Touch['kind']
  at: string
  automatic: boolean | null
  lead_id: string | null
  contact_id: string | null
  account_id: string | null
}

async function withNames(ctx: ReadContext, newest: readonly Touched[]): Promise<Touch[]> {
  const names = await namesOf(ctx, {
    contact: newest.flatMap(row => textOf(row.contact_id)),
    lead: newest.flatMap(row => textOf(row.lead_id)),
    account: newest.flatMap(row => textOf(row.account_id)),
  })
  return newest.flatMap(row => {
    const on = (['contact', 'lead', 'account'] as const).find(object => names.has(`${object} ${row[`${object}_id`]}`))
    const id = on && row[`${on}_id`]
    if (!on || !id) return []
    return [
      {
        user_id: row.user_id,
        kind: row.automatic ? 'sequence' : row.kind,
        at: new Date(row.at),
        object: on,
        record_id: id,
        name: names.get(`${on} ${id}`) ?? '',
      },
    ]
  })
}

async function namesOf(ctx: ReadContext, wanted: Record<string, string[]>): Promise<Map<string, string>> {
  const parts = Object.entries(wanted)
    .filter(([object, ids]) => ids.length > 0 && may(ctx, object))
    .map(
      ([object, ids]) => sql`select ${sql.lit(object)} as object, t.id, ${titleOf(ctx, object)} as name from ${sql.table(object)} t
        where t.id = any(${ids}::uuid[]) and ${allowed(ctx, object)}`,
    )
  if (parts.length === 0) return new Map()
  const { rows } = await sql<{ object: string; id: string; name: string }>`${sql.join(parts, sql` union all `)}`.execute(ctx.tx)
  return new Map(rows.map(({ object, id, name }) => [`${object} ${id}`, name]))
}

function leadsOf(ctx: ReadContext, company: Company, id: string): Part {
  // Without its owner a lead says nothing of who is in touch.
  if (!may(ctx, 'lead') || !readableFields(ctx.actor, ctx.registry.get('lead')).includes('owner_id')) return null
  return sql`select t.id, ${titleOf(ctx, 'lead')} as name, t.owner_id,
      ${fieldOf(ctx, 'lead', 'status')} as status from lead t
    where t.id = any(${company.leads}::uuid[]) and t.id <> ${id} and t.owner_id is not null
      and t.owner_id is distinct from ${ctx.actor.user?.id ?? null} and t.status in ('new', 'working', 'nurturing') and ${allowed(ctx, 'lead')}
    order by t.last_touched_at desc nulls last, t.id limit ${shown}`
}

function opportunitiesOf(ctx: ReadContext, company: Company, id: string): Part {
  if (!may(ctx, 'opportunity')) return null
  return sql`select t.id, ${titleOf(ctx, 'opportunity')} as name,
      ${fieldOf(ctx, 'opportunity', 'owner_id', sql`null::uuid`)} as owner_id, ${fieldOf(ctx, 'opportunity', 'stage')} as stage from opportunity t
    where t.account_id = any(${company.accounts}::uuid[]) and t.id <> ${id} and t.closed_at is null and ${allowed(ctx, 'opportunity')}
    order by t.close_date, t.id limit ${shown}`
}

function ticketsOf(ctx: ReadContext, company: Company): Part {
  if (!may(ctx, 'ticket')) return null
  return sql`select t.id, ${titleOf(ctx, 'ticket')} as subject, t.lead_id,
      ${fieldOf(ctx, 'ticket', 'url', sql`null`)} as url from ticket t
    where t.lead_id = any(${company.leads}::uuid[]) and t.state in ('waiting', 'open') and ${allowed(ctx, 'ticket')}
    order by t.created_at desc limit ${shown}`
}

function sequencesOf(ctx: ReadContext, company: Company): Part {
  if (!may(ctx, 'enrollment')) return null
  const branch = (
    column: string,
    ids: readonly string[],
  ) => sql`(select t.id, ${titleOf(ctx, 'enrollment')} as name, s.name as sequence, t.enrolled_by, t.record_object as object, t.record_id
    from enrollment t join sequence s on s.id = t.sequence_id
    where ${sql.ref(`t.${column}`)} = any(${ids}::uuid[]) and t.state = 'active' and ${allowed(ctx, 'enrollment')} limit ${shown})`
  return sql`select * from (${branch('lead_id', company.leads)}
    union ${branch('contact_id', company.contacts)} union ${branch('account_id', company.accounts)}) e order by id limit ${shown}`
}
