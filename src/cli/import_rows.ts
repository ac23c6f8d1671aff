import { sql } from 'kysely'
import { companyNameFromDomain } from '../modules/enrichment/company_name.rule.ts'
import { companyDomain, registrableDomain } from '../modules/enrichment/email_domain.rule.ts'
import { nameFromEmail } from '../modules/enrichment/person_name.rule.ts'
import { readNewLead } from '../modules/leads/intake/create_lead.ts'
import { intakeMany } from '../modules/leads/intake/intake.ts'
import type { Context } from '../platform/context.ts'
import type { ObjectType } from '../platform/object/registry.ts'
import { completeNew, insertRecords, parseEdit, updateRecords, wrongReferences } from '../platform/object/write.ts'
import { Refusal } from '../platform/refuse.ts'

type Values = Record<string, unknown>

export interface ImportRow {
  line: number
  cells: string[]
  input: Values
}

export interface RefusedRow {
  row: ImportRow
  reason: string
}

export interface Imported {
  created: number
  updated: number
  refused: RefusedRow[]
}

type Begin = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

/**
 * Imports some rows in two transactions at once, so that both cores have something to do: those of one company, and so of one person, in
 * the same one and in their order.
 */
export async function importRows(begin: Begin, type: ObjectType, rows: readonly ImportRow[]): Promise<Imported> {
  const lanes = Map.groupBy(rows, row => laneOf(row))
  const both = await Promise.all([0, 1].map(lane => importPart(begin, type, lanes.get(lane) ?? [])))
  return {
    created: both.reduce((sum, one) => sum + one.created, 0),
    updated: both.reduce((sum, one) => sum + one.updated, 0),
    refused: both.flatMap(one => one.refused).sort((a, b) => a.row.line - b.row.line),
  }
}

function laneOf({ line, input }: ImportRow): number {
  const said = text(input.email) ?? text(input.domain) ?? text(input.website)
  const company = said && (registrableDomain(said) ?? said.trim().toLowerCase())
  if (!company) return line % 2
  let sum = 0
  for (let at = 0; at < company.length; at++) sum += company.charCodeAt(at)
  return sum % 2
}

/**
 * Imports some rows in one transaction, set-based. When something in it is refused, its halves are tried, down to the one row that is
 * wrong; the others stay.
 */
async function importPart(begin: Begin, type: ObjectType, rows: readonly ImportRow[]): Promise<Imported> {
  if (rows.length === 0) return { created: 0, updated: 0, refused: [] }
  try {
    return await begin(ctx => importers[type.name]?.(ctx, type, rows) ?? importIdentified(ctx, type, rows))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [row] = rows
    if (row && rows.length === 1) return { created: 0, updated: 0, refused: [{ row, reason: reasonOf(error) }] }
    const half = rows.length >> 1
    const [first, second] = [await importPart(begin, type, rows.slice(0, half)), await importPart(begin, type, rows.slice(half))]
    return {
      created: first.created + second.created,
      updated: first.updated + second.updated,
      refused: [...first.refused, ...second.refused],
    }
  }
}

const reasonOf = (refusal: Refusal): string =>
  refusal.errors.length > 0 ? refusal.errors.map(one => `${one.field}: ${one.message}`).join(' ') : refusal.message

/** Reads each row; what cannot be read is refused by itself. */
function readEach<T>(rows: readonly ImportRow[], refused: RefusedRow[], read: (row: ImportRow) => T): { row: ImportRow; read: T }[] {
  return rows.flatMap(row => {
    try {
      return [{ row, read: read(row) }]
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.push({ row, reason: reasonOf(error) })
      return []
    }
  })
}

async function withReferences<T extends { row: ImportRow }>(
  ctx: Context,
  type: ObjectType,
  all: readonly T[],
  valuesOf: (one: T) => Values,
  refused: RefusedRow[],
): Promise<T[]> {
  const wrong = await wrongReferences(ctx, type, all.map(valuesOf))
  return all.filter((one, index) => {
    const error = wrong[index]
    if (error) refused.push({ row: one.row, reason: reasonOf(error) })
    return !error
  })
}

/** Leads take the door that all leads take; duplicates are the file's to judge, and nobody is told of each (B14). */
async function importLeads(ctx: Context, type: ObjectType, rows: readonly ImportRow[]): Promise<Imported> {
  const refused: RefusedRow[] = []
  const read = readEach(rows, refused, row => readNewLead(ctx, { source: 'import', ...row.input }))
  const good = await withReferences(
    ctx,
    type,
    read,
    one => ({ owner_id: one.read.given.owner_id, account_id: one.read.given.account_id }),
    refused,
  )
  const results = await intakeMany(
    ctx,
    good.map(one => ({ ...one.read.given, untold: true })),
  )
  const later = results.flatMap(({ lead_id }, index) => {
    const changes = good[index]?.read.later ?? {}
    return Object.keys(changes).length > 0 ? [{ id: lead_id, changes }] : []
  })
  await updateRecords(ctx, 'lead', later, { lean: true })
  return { created: good.length, updated: 0, refused }
}

const importers: Record<string, typeof importLeads> = { lead: importLeads }

/** By what a record is known again, and where that is looked up (C1). */
const identities: Record<string, { field: string; table: string; key: string; record: string; read: (value: unknown) => string | null }> = {
  contact: {
    field: 'email',
    table: 'contact_email',
    key: 'email',
    record: 'contact_id',
    read: value => (typeof value === 'string' ? value.toLowerCase() : null),
  },
  account: {
    field: 'domain',
    table: 'account_domain',
    key: 'domain',
    record: 'account_id',
    read: value => (typeof value === 'string' ? (registrableDomain(value) ?? value.trim().toLowerCase()) : null),
  },
}

interface Known {
  row: ImportRow
  read: Values
  id: string | null
}

/** Contacts by their address, accounts by their domain: who is there is brought up to date, the others are made. */
async function importIdentified(ctx: Context, type: ObjectType, rows: readonly ImportRow[]): Promise<Imported> {
  const identity = identities[type.name]
  if (!identity) throw new Error(`${type.name} cannot be imported`)
  const refused: RefusedRow[] = []
  const parsed = await withReferences(
    ctx,
    type,
    readEach(rows, refused, row => parseEdit(ctx, type, row.input)),
    one => one.read,
    refused,
  )
  const keyOf = (one: { read: Values }) => identity.read(one.read[identity.field])
  // A later row about the same record adds to the one before.
  const byKey = new Map<string, { row: ImportRow; read: Values }>()
  const all = parsed.filter(one => {
    const key = keyOf(one)
    const before = key === null ? undefined : byKey.get(key)
    if (before) Object.assign(before.read, one.read)
    else if (key !== null) byKey.set(key, one)
    return !before
  })
  const keys = [...byKey.keys()]
  const { rows: found } = await sql<{ key: string; id: string }>`select ${sql.ref(identity.key)} as key, ${sql.ref(identity.record)} as id
    from ${sql.table(identity.table)} where ${sql.ref(identity.key)} = any(${keys}::text[])`.execute(ctx.tx)
  const ids = new Map(found.map(one => [one.key, one.id]))
  const known: Known[] = all.map(one => ({ ...one, id: ids.get(keyOf(one) ?? '') ?? null }))
  if (type.name === 'contact') await withAccounts(ctx, known)
  const updates = known.flatMap(({ id, read }) => (id === null ? [] : [{ id, changes: read }]))
  await updateRecords(ctx, type.name, updates, { lean: true })
  const fresh = readEach(
    known.filter(one => one.id === null).map(({ row, read }) => ({ ...row, input: named(type, read) })),
    refused,
    row => completeNew(ctx, type, row.input),
  )
  await insertRecords(
    ctx,
    type.name,
    fresh.map(one => one.read),
  )
  return { created: fresh.length, updated: parsed.length - fresh.length, refused }
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** A name, where the file has none: what is known of it says it as well. */
function named(type: ObjectType, values: Values): Values {
  if (text(values.name)) return values
  if (type.name === 'account') return { ...values, name: companyNameFromDomain(text(values.domain)) }
  const { first_name, last_name } = values.first_name || values.last_name ? values : (nameFromEmail(text(values.email)) ?? values)
  const name = [first_name, last_name].filter(Boolean).join(' ')
  return name ? { ...values, first_name: first_name ?? null, last_name: last_name ?? null, name } : { ...values, name: text(values.email) }
}

/** A contact belongs to the account that has its address's domain; a company's domain that nobody has makes a new account (C1). */
async function withAccounts(ctx: Context, contacts: readonly Known[]): Promise<void> {
  const wanting = contacts.flatMap(({ read, id }) => {
    const domain = id === null && !text(read.account_id) ? companyDomain(text(read.email)) : null
    return domain ? [{ read, domain }] : []
  })
  if (wanting.length === 0) return
  const domains = [...new Set(wanting.map(one => one.domain))]
  const accounts = await accountsOf(ctx, domains)
  const missing = domains.filter(domain => !accounts.has(domain))
  if (missing.length > 0) {
    // Two imports, or an import and an intake, that need the same new account: the second waits here and finds it.
    await sql`insert into intake_lock (key) select 'domain:' || domain from unnest(${missing}::text[]) as domain order by 1
      on conflict (key) do update set key = excluded.key`.execute(ctx.tx)
    for (const [domain, id] of await accountsOf(ctx, missing)) accounts.set(domain, id)
    const made = await insertRecords(
      ctx,
      'account',
      missing.filter(domain => !accounts.has(domain)).map(domain => ({ name: companyNameFromDomain(domain) ?? domain, domain })),
    )
    for (const { id, domain } of made) accounts.set(String(domain), id)
  }
  for (const { read, domain } of wanting) read.account_id = accounts.get(domain) ?? null
}

async function accountsOf(ctx: Context, domains: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ domain: string; account_id: string }>`select domain, account_id from account_domain
    where domain = any(${domains}::text[])`.execute(ctx.tx)
  return new Map(rows.map(row => [row.domain, row.account_id]))
}
