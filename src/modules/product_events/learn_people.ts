import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { registrableDomain } from '../enrichment/email_domain.rule.ts'
import './product_event_tables.ts'
import type { ProductEvent } from './read_events.rule.ts'
import { readSignUp } from './read_sign_up.rule.ts'
import { asObject } from './storable_json.rule.ts'

const byKey = <T>(a: [string, T], b: [string, T]) => (a[0] < b[0] ? -1 : 1)

/** Remembers the organisations that events name, and what `$groupidentify` says of them (B9). */
export async function learnOrganizations(ctx: Context, events: readonly ProductEvent[]): Promise<void> {
  const learnt = new Map<string, { name: string | null; domain: string | null; properties: Record<string, unknown> | null }>()
  for (const event of events) {
    const key = readSignUp(event).organization_id
    if (!key) continue
    const known = learnt.get(key) ?? { name: null, domain: null, properties: null }
    const properties = event.event === '$groupidentify' ? asObject(event.properties.$group_set) : null
    const text = (name: string) => (typeof properties?.[name] === 'string' && properties[name] !== '' ? properties[name] : null)
    learnt.set(key, {
      name: text('name') ?? known.name,
      domain: registrableDomain(text('domain') ?? text('website')) ?? known.domain,
      properties: properties ? { ...known.properties, ...properties } : known.properties,
    })
  }
  if (learnt.size === 0) return
  const sorted = [...learnt].sort(byKey)
  // Only named: no row is locked, so that batches of one busy organisation do not wait for each other.
  const named = sorted.filter(([, values]) => !values.properties).map(([key]) => key)
  await sql`insert into product_organization (key, updated_at) select key, ${ctx.now} from unnest(${named}::text[]) key on conflict do nothing`.execute(
    ctx.tx,
  )
  const rows = sorted.filter(([, values]) => values.properties).map(([key, values]) => ({ key, ...values }))
  if (rows.length === 0) return
  await sql`insert into product_organization (key, name, domain, properties, updated_at)
    select key, name, domain, properties, ${ctx.now} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(key text, name text, domain text, properties jsonb)
    on conflict (key) do update set name = coalesce(excluded.name, product_organization.name), domain = coalesce(excluded.domain, product_organization.domain),
      properties = coalesce(product_organization.properties, '{}'::jsonb) || excluded.properties, updated_at = excluded.updated_at`.execute(
    ctx.tx,
  )
}

/** Remembers whose distinct ids are whose: address and organisation, as far as an event says. */
export async function learnUsers(ctx: Context, events: readonly ProductEvent[]): Promise<void> {
  const learnt = new Map<string, { email: string | null; organization_key: string | null }>()
  for (const event of events) {
    if (event.event === '$groupidentify') continue
    const { email, organization_id } = readSignUp(event)
    if (!email && !organization_id) continue
    const known = learnt.get(event.distinct_id)
    learnt.set(event.distinct_id, {
      email: email ?? known?.email ?? null,
      organization_key: organization_id ?? known?.organization_key ?? null,
    })
  }
  if (learnt.size === 0) return
  const rows = [...learnt].sort(byKey).map(([distinct_id, values]) => ({ distinct_id, ...values }))
  // What is known already is left out, so that it locks no row.
  await sql`insert into product_user (distinct_id, email, organization_key, updated_at)
    select e.distinct_id, e.email, e.organization_key, ${ctx.now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(distinct_id text, email text, organization_key text)
    left join product_user known on known.distinct_id = e.distinct_id
    where known.distinct_id is null or coalesce(e.email, known.email) is distinct from known.email
      or coalesce(e.organization_key, known.organization_key) is distinct from known.organization_key
    order by e.distinct_id
    on conflict (distinct_id) do update set email = coalesce(excluded.email, product_user.email),
      organization_key = coalesce(excluded.organization_key, product_user.organization_key), updated_at = excluded.updated_at`.execute(
    ctx.tx,
  )
}

/** The organisation of each event: named by itself, else known from the person's earlier ones, else the company's domain, else none. */
export async function organizationsOf(ctx: Context, events: readonly ProductEvent[]): Promise<Map<ProductEvent, string>> {
  const read = new Map(events.map(event => [event, readSignUp(event)]))
  const unnamed = [...new Set(events.filter(event => !read.get(event)?.organization_id).map(event => event.distinct_id))]
  const users =
    unnamed.length > 0
      ? await ctx.tx
          .selectFrom('product_user')
          .select(['distinct_id', 'email', 'organization_key'])
          .where('distinct_id', '=', sql<string>`any(${unnamed})`)
          .execute()
      : []
  const known = new Map(users.map(user => [user.distinct_id, user]))
  return new Map(
    events.map(event => {
      const own = read.get(event)
      const user = known.get(event.distinct_id)
      const domain =
        own?.domain ?? (user?.email ? readSignUp({ distinct_id: user.email, properties: {}, person: {}, groups: {} }).domain : null)
      return [event, own?.organization_id ?? user?.organization_key ?? domain ?? '']
    }),
  )
}
