import { sql } from 'kysely'
import type { Context, ReadContext } from '../../../platform/context.ts'
import { findRecord, type Row } from '../../../platform/object/list.ts'
import { demand, permitted, readableFields } from '../../../platform/object/permission.ts'
import { recordJson } from '../../../platform/object/record_json.ts'
import { dateIn } from '../../../platform/object/relative_date.rule.ts'
import { notFound } from '../../../platform/refuse.ts'
import { workspaceSetting } from '../../../platform/settings/workspace.ts'
import { companyKey } from '../../enrichment/company_name.rule.ts'
import { opportunitiesSetting } from '../../opportunities/opportunity_settings.ts'
import { conversionSetting } from '../lead_settings.ts'
import { fillBlanks, opportunityAsks, opportunityFromLead, partFromLead } from './conversion.rule.ts'

type Reads = Context | ReadContext
export interface Match {
  record: Row
  why: string
}

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)

/** Custom fields that a lead and the other object both have, with the same name and kind. */
export function sharedCustomFields(ctx: Reads, object: string): string[] {
  const [mine, theirs] = [ctx.registry.get('lead').fields, ctx.registry.get(object).fields]
  return Object.keys(mine).filter(name => mine[name]?.custom && theirs[name]?.kind === mine[name]?.kind)
}

async function visible(ctx: Reads, object: string, id: unknown): Promise<Row | null> {
  if (typeof id !== 'string') return null
  const row = await findRecord(ctx, ctx.registry.get(object), id)
  return row && row.deleted_at === null ? row : null
}

const isSeen = (ctx: Reads, object: string) => permitted(ctx.registry, ctx.actor, ctx.registry.get(object), 'read')

/** Accounts that this lead's company could be, the surest first: linked already, the same domain, the same name, a similar one. */
export async function accountMatches(ctx: Reads, lead: Row): Promise<Match[]> {
  const linked = await visible(ctx, 'account', lead.account_id)
  const byDomain = text(lead.domain)
    ? await sql<Row>`select t.* from account_domain d join account t on t.id = d.account_id
        where d.domain = ${lead.domain} and t.deleted_at is null and ${isSeen(ctx, 'account')}`.execute(ctx.tx)
    : { rows: [] }
  const company = text(lead.company)?.toLowerCase() ?? null
  const key = companyKey(company)
  const byName =
    key && key.length > 2
      ? await sql<Row>`select t.* from account t where t.search_text like ${`%${key.replace(/[\\%_]/g, '')}%`} and t.deleted_at is null
          and ${isSeen(ctx, 'account')} order by length(t.name), t.id limit 5`.execute(ctx.tx)
      : { rows: [] }
  const named = byName.rows.map(record => ({
    record,
    why: String(record.name).toLowerCase() === company ? 'The same name' : 'A similar name',
  }))
  return distinct([
    ...(linked ? [{ record: linked, why: 'Linked already' }] : []),
    ...byDomain.rows.map(record => ({ record, why: 'The same domain' })),
    ...named.filter(one => one.why === 'The same name'),
    ...named.filter(one => one.why !== 'The same name'),
  ])
}

/** Contacts that this lead could be: linked already, the same address, the same name at the account. */
export async function contactMatches(ctx: Reads, lead: Row, accountId: string | null): Promise<Match[]> {
  const linked = await visible(ctx, 'contact', lead.contact_id)
  const byEmail = text(lead.email)
    ? await sql<Row>`select t.* from contact_email e join contact t on t.id = e.contact_id
        where e.email = ${String(lead.email).toLowerCase()} and t.deleted_at is null and ${isSeen(ctx, 'contact')}`.execute(ctx.tx)
    : { rows: [] }
  const byName = accountId
    ? await sql<Row>`select t.* from contact t where t.account_id = ${accountId} and lower(t.name) = ${String(lead.name).toLowerCase()}
        and t.deleted_at is null and ${isSeen(ctx, 'contact')} order by t.id limit 5`.execute(ctx.tx)
    : { rows: [] }
  return distinct([
    ...(linked ? [{ record: linked, why: 'Linked already' }] : []),
    ...byEmail.rows.map(record => ({ record, why: 'The same mail address' })),
    ...byName.rows.map(record => ({ record, why: 'The same name at this account' })),
  ])
}

/** Of these matches the one that conversion takes by itself: linked, the same domain or address, or the only one of that very name. */
export function sureMatch(matches: readonly Match[]): Match | null {
  const sure = matches.find(one => one.why === 'Linked already' || one.why === 'The same domain' || one.why === 'The same mail address')
  if (sure) return sure
  const named = matches.filter(one => one.why === 'The same name')
  return named.length === 1 ? (named[0] ?? null) : null
}

const distinct = (matches: Match[]): Match[] =>
  matches.filter((one, index) => matches.findIndex(other => other.record.id === one.record.id) === index)

/** Whether something was won with the account before. */
export async function hasWon(ctx: Reads, accountId: string | null): Promise<boolean> {
  if (!accountId) return false
  const { rows } =
    await sql`select 1 from opportunity where account_id = ${accountId} and forecast_category = 'closed' and deleted_at is null limit 1`.execute(
      ctx.tx,
    )
  return rows.length > 0
}

/** The opportunity that a lead starts with, for an account that exists or is to be made. */
export async function draftOpportunity(ctx: Reads, lead: Row, account: { id: string | null; name: string }) {
  return opportunityFromLead(
    { ...lead, owner_id: lead.owner_id ?? ctx.actor.user?.id ?? null },
    {
      account: account.name,
      is_customer: await hasWon(ctx, account.id),
      record_types: ctx.settings.get(opportunitiesSetting).record_types,
      today: dateIn(ctx.now, ctx.settings.get(workspaceSetting).time_zone),
    },
  )
}

/** What a conversion would do, for its dialog: who it could already be, what goes where, what must be said (D6). Saves nothing. */
export async function conversionOf(ctx: ReadContext, id: string, accountId: string | undefined) {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'read')
  const lead = await findRecord(ctx, type, id)
  if (!lead) throw notFound()
  const accounts = await accountMatches(ctx, lead)
  const chosen = accountId ? await visible(ctx, 'account', accountId) : (sureMatch(accounts)?.record ?? null)
  const contacts = await contactMatches(ctx, lead, chosen?.id ?? null)
  const opportunities = chosen
    ? await sql<Row>`select t.* from opportunity t where t.account_id = ${chosen.id} and t.closed_at is null and t.deleted_at is null
        and ${isSeen(ctx, 'opportunity')} order by t.close_date, t.id limit 20`.execute(ctx.tx)
    : { rows: [] }
  const mine = readableFields(ctx.actor, type)
  const seen: Row = { id: lead.id, ...Object.fromEntries(mine.map(name => [name, lead[name]])) }
  const part = (object: 'account' | 'contact', matches: Match[]) => {
    const known = partFromLead(object, seen, sharedCustomFields(ctx, object))
    return {
      values: known,
      matches: matches.map(({ record, why }) => ({
        why,
        sure: record.id === sureMatch(matches)?.record.id,
        record: json(ctx, object, record),
        fills: Object.keys(fillBlanks(record, known)).filter(name => name in ctx.registry.get(object).fields),
      })),
    }
  }
  const account = part('account', accounts)
  const name = text(chosen?.name) ?? text(account.values.name) ?? ''
  return {
    account: { ...account, selected: chosen ? json(ctx, 'account', chosen) : null, required: !chosen && name === '' },
    contact: part('contact', contacts),
    opportunity: {
      values: await draftOpportunity(ctx, seen, { id: chosen?.id ?? null, name: name || (text(seen.name) ?? '') }),
      open: opportunities.rows.map(record => json(ctx, 'opportunity', record)),
      asks: [...opportunityAsks],
      default_amount: ctx.settings.get(opportunitiesSetting).default_amount,
      default_type: ctx.settings.get(opportunitiesSetting).default_type,
    },
    guidance: ctx.settings.get(conversionSetting).guidance,
  }
}

const json = (ctx: ReadContext, object: string, record: Row) =>
  recordJson(ctx, ctx.registry.get(object), record, ctx.settings.get(workspaceSetting).currency)
