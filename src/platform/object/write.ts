import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { logStatement, type NewEntry } from '../log/change_log.ts'
import { type FieldError, invalid, notFound, Refusal, refuse } from '../refuse.ts'
import { workspaceSetting } from '../settings/workspace.ts'
import { columnType } from './column.ts'
import type { Change } from './derivation.ts'
import { neverNull } from './field.ts'
import { parseInput } from './field_value.ts'
import { findRecord, type Row } from './list.ts'
import { demand, mayEdit, permitted } from './permission.ts'
import { recordJson } from './record_json.ts'
import type { ObjectType } from './registry.ts'
import { sameJson } from './same_json.rule.ts'

type Values = Record<string, unknown>

interface WriteOptions {
  /** The verb of the log entry: `assigned` makes `lead.assigned`. */
  kind?: string
  /** What the log entry says besides. */
  detail?: Record<string, unknown> | ((row: Row) => Record<string, unknown>)
  /** False for an undo: what followed in other records is taken back with the batch, not brought about again. */
  consequences?: false
  /** For very many: of each record only what the rules need is read and answered. */
  lean?: true
}

const same = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return sameJson(a, b)
}

const detailOf = (options: WriteOptions, row: Row) =>
  typeof options.detail === 'function' ? options.detail(row) : (options.detail ?? null)

/** A record on its way: as it was (null when new), as it will be, and where the two differ. */
interface Draft {
  before: Row | null
  row: Row
  changed: Set<string>
}

async function derive(ctx: Context, type: ObjectType, drafts: readonly Draft[]): Promise<void> {
  for (const { object, from, derive } of ctx.registry.derivations) {
    if (object !== type.name) continue
    const touched = drafts.filter(({ before, changed }) => before === null || from === 'any' || from.some(name => changed.has(name)))
    if (touched.length === 0) continue
    const derived = await derive(
      touched.map(one => one.row),
      ctx,
      touched.map(one => one.before),
    )
    touched.forEach((one, index) => {
      assign(one, derived[index])
    })
  }
}

function assign({ before, row, changed }: Draft, values: Values | undefined): void {
  for (const [name, value] of Object.entries(values ?? {})) {
    row[name] = value
    if (before === null || name === 'id') continue
    if (same(before[name], value)) changed.delete(name)
    else changed.add(name)
  }
}

/** Runs what these changes bring about in other records, in their order. */
export async function follow(ctx: Context, type: ObjectType, changes: readonly Change[], options: WriteOptions = {}): Promise<void> {
  if (options.consequences === false || changes.length === 0) return
  for (const consequence of ctx.registry.consequences) {
    if (consequence.object !== type.name) continue
    const touched = changes.filter(
      ({ before, after }) => before === null || consequence.from.some(name => !same(before[name], after[name])),
    )
    if (touched.length > 0) await consequence.follow(touched, ctx)
  }
}

const blanks = new WeakMap<ObjectType, Values>()
/** What a new record has before anything is known of it. */
function blank(type: ObjectType): Values {
  const known = blanks.get(type)
  if (known) return known
  const made = Object.fromEntries(
    Object.entries(type.fields).map(([name, field]) => {
      if (field.kind === 'checkbox') return [name, field.default === true]
      if (field.kind === 'choices' || field.kind === 'emails' || field.kind === 'refs') return [name, field.default ?? []]
      return [name, field.default ?? null]
    }),
  )
  blanks.set(type, made)
  return made
}

/** Rows as a table of these columns. A missing value is the same as null; most of a record is. */
function asTable(type: ObjectType, rows: readonly Values[], names: readonly string[], alias: string) {
  const json = JSON.stringify(
    rows.map(row => {
      const values: Values = {}
      for (const name of names) if (row[name] !== null) values[name] = row[name]
      return values
    }),
  )
  const columns = names.map(name => sql`${sql.ref(name)} ${sql.raw(columnType(type.fields[name] ?? { kind: 'ref' }))}`)
  return sql`jsonb_to_recordset(${json}::jsonb) as ${sql.ref(alias)}(${sql.join(columns)})`
}

/** Columns of an insert: of a few rows all, so that the statement stays the same; of many those that some row fills. */
function filledColumns(type: ObjectType, rows: readonly Row[]): string[] {
  const names = Object.keys(type.fields)
  if (rows.length < few) return ['id', ...names]
  return ['id', ...names.filter(name => rows.some(row => row[name] !== null && row[name] !== undefined))]
}
const few = 20

/**
 * Inserts records that a command has already checked, set-based: derivations, rows, log, one transaction.
 * Values are as stored (Dates, ids); `id` may be given.
 */
export async function insertRecords(ctx: Context, object: string, records: readonly Values[], options: WriteOptions = {}): Promise<Row[]> {
  if (records.length === 0) return []
  const type = ctx.registry.get(object)
  const by = ctx.actor.user?.id ?? null
  const rows: Row[] = records.map(values => ({
    ...blank(type),
    ...values,
    id: typeof values.id === 'string' ? values.id : newId(),
    created_at: values.created_at ?? ctx.now,
    created_by: by,
    updated_at: ctx.now,
    updated_by: by,
    version: 1,
    deleted_at: null,
  }))
  const drafts = rows.map(row => ({ before: null, row, changed: new Set<string>() }))
  await derive(ctx, type, drafts)
  const names = filledColumns(type, rows)
  const columns = sql.join(names.map(name => sql.ref(name)))
  const entries = rows.map(row => {
    const changes: Record<string, [unknown, unknown]> = {}
    for (const name of names) if (name !== 'id' && !quiet.has(name) && !isEmpty(row[name])) changes[name] = [null, row[name]]
    return { object, record_id: row.id, kind: `${object}.${options.kind ?? 'created'}`, changes, detail: detailOf(options, row) }
  })
  await sql`with made as (insert into ${sql.table(object)} (${columns}) select ${columns} from ${asTable(type, rows, names, 'r')})
    ${logStatement(ctx, entries)}`.execute(ctx.tx)
  await follow(
    ctx,
    type,
    rows.map(after => ({ before: null, after })),
    options,
  )
  return rows
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0)
/** Bookkeeping that every write moves; not worth an entry in the history. */
const quiet = new Set(['created_at', 'created_by', 'updated_at', 'updated_by', 'version'])

/**
 * Updates records that a command has already checked. Reads and locks them, derives, writes only what changed, logs the
 * difference. A record without any difference is left alone. Answers the rows as they are now, in no particular order.
 */
export async function updateRecords(
  ctx: Context,
  object: string,
  updates: readonly { id: string; changes: Values }[],
  options: WriteOptions = {},
): Promise<Row[]> {
  if (updates.length === 0) return []
  const type = ctx.registry.get(object)
  const wanted = new Map(updates.map(update => [update.id, update.changes]))
  const needed = options.lean ? neededOf(ctx, type, updates, options) : null
  const columns = needed ? sql.join(needed.map(name => sql.ref(`t.${name}`))) : sql`t.*`
  const { rows } =
    await sql<Row>`select ${columns} from ${sql.table(object)} t where t.id = any(${[...wanted.keys()]}::uuid[]) order by t.id for update`.execute(
      ctx.tx,
    )
  const drafts = rows.map(before => ({ before, row: { ...before }, changed: new Set<string>() }))
  for (const draft of drafts) assign(draft, wanted.get(draft.before.id))
  await derive(ctx, type, drafts)

  const entries: NewEntry[] = []
  const changes: Change[] = []
  const written = new Set<string>()
  for (const { before, row, changed } of drafts) {
    const names = [...changed].filter(name => name in type.fields && !quiet.has(name))
    if (names.length === 0) continue
    row.version = Number(before.version) + 1
    row.updated_at = ctx.now
    row.updated_by = ctx.actor.user?.id ?? null
    entries.push({
      object,
      record_id: row.id,
      kind: `${object}.${options.kind ?? 'updated'}`,
      changes: Object.fromEntries(names.map(name => [name, [before[name] ?? null, row[name] ?? null] as [unknown, unknown]])),
      detail: detailOf(options, row),
    })
    changes.push({ before, after: row })
    for (const name of names) written.add(name)
  }
  if (changes.length > 0) {
    // One statement for all: where only some records change a field, the others write what they have.
    const names = [...written].sort().concat('version', 'updated_at', 'updated_by')
    const after = changes.map(one => one.after)
    await sql`with changed as (update ${sql.table(object)} t set ${sql.join(names.map(name => sql`${sql.ref(name)} = v.${sql.ref(name)}`))}
      from ${asTable(type, after, ['id', ...names], 'v')} where t.id = v.id) ${logStatement(ctx, entries)}`.execute(ctx.tx)
  }
  await follow(ctx, type, changes, options)
  return drafts.map(one => one.row)
}

/**
 * The columns that these changes and the rules which they set off need; null where a rule does not say what it reads. What follows by one
 * rule may set off another.
 */
function neededOf(ctx: Context, type: ObjectType, updates: readonly { changes: Values }[], options: WriteOptions): string[] | null {
  const changed = new Set(updates.flatMap(one => Object.keys(one.changes)))
  const needed = new Set(['id', 'version'])
  const rules = ctx.registry.derivations.filter(one => one.object === type.name)
  for (let before = -1; before !== changed.size; ) {
    before = changed.size
    for (const { from, reads, gives } of rules) {
      if (from !== 'any' && !from.some(name => changed.has(name))) continue
      if (!reads || !gives) return null
      for (const name of [...reads, ...gives]) needed.add(name)
      for (const name of gives) changed.add(name)
    }
  }
  const follows = ctx.registry.consequences.some(one => one.object === type.name && one.from.some(name => changed.has(name)))
  if (follows && options.consequences !== false) return null
  return [...new Set([...needed, ...changed])].filter(name => name === 'id' || name in type.fields)
}

/** As `insertRecords`, for one. With `trusted: false` (an edge passes a person's input) the input is parsed and permissions are checked. */
export async function createRecord(
  ctx: Context,
  object: string,
  input: Values,
  options: WriteOptions & { trusted?: boolean } = {},
): Promise<Row> {
  const type = ctx.registry.get(object)
  const values = options.trusted ? input : await checkNew(ctx, type, input)
  const [row] = await insertRecords(ctx, object, [values], options)
  if (!row) throw new Error(`Nothing was inserted into ${object}`)
  return row
}

async function checkNew(ctx: Context, type: ObjectType, input: Values): Promise<Values> {
  const { record, ...rest } = input
  const values = completeNew(ctx, type, parseEdit(ctx, type, rest))
  await checkReferences(ctx, type, values)
  // Only the record itself must be seen, not all that it hangs on.
  if (type.child && record !== undefined && record !== null) Object.assign(values, await parentsOf(ctx, record))
  return values
}

/** What a person may give a new record, with its defaults; what it points at is still to be looked up. */
export function completeNew(ctx: Context, type: ObjectType, parsed: Values): Values {
  demand(ctx.actor, type, 'create')
  const values = { ...parsed }
  if (type.owner && values[type.owner] === undefined && type.fields[type.owner]?.change !== 'commands')
    values[type.owner] = ctx.actor.user?.id ?? null
  const missing = Object.entries(type.fields).filter(
    ([name, field]) =>
      (field.required || field.demanded) &&
      field.change !== 'commands' &&
      field.default === undefined &&
      (values[name] === null || values[name] === undefined),
  )
  if (missing.length > 0)
    throw invalid(missing.map(([name, field]) => ({ field: name, code: 'required', message: `${field.label} must not be empty.` })))
  for (const [name, value] of Object.entries(values)) if (value === null && type.fields[name]?.default !== undefined) delete values[name]
  return values
}

/** Parses what a person sent and refuses fields that only commands write, or that the role may not edit. */
export function parseEdit(ctx: Context, type: ObjectType, input: Values): Values {
  const { values, errors } = parseInput(type.fields, input)
  errors.push(...takeCurrency(ctx, type, input, values))
  for (const name of Object.keys(values)) {
    const field = type.fields[name]
    if (field?.change === 'commands') errors.push({ field: name, code: 'read_only', message: `${field.label} is set by the program.` })
    else if (!mayEdit(ctx.actor, type, name))
      errors.push({ field: name, code: 'permission', message: `Your role may not change ${field?.label ?? name}.` })
  }
  if (errors.length > 0) throw invalid(errors)
  return values
}

/** The currency that an amount was sent in is its record's; a record without one of its own has the workspace's, and no other is taken for it. */
function takeCurrency(ctx: Context, type: ObjectType, input: Values, values: Values): FieldError[] {
  const errors: FieldError[] = []
  for (const [field, sent] of Object.entries(input)) {
    if (type.fields[field]?.kind !== 'money' || typeof sent !== 'object' || sent === null || !('currency' in sent)) continue
    const currency = sent.currency ?? null
    if ('currency' in type.fields) values.currency ??= currency
    const expected = 'currency' in type.fields ? values.currency : ctx.settings.get(workspaceSetting).currency
    if (currency !== null && currency !== expected) errors.push({ field, code: 'currency', message: `Must be in ${String(expected)}.` })
  }
  return errors
}

/**
 * What a person may set on records that exist: parsed, permitted, nothing emptied that must have a value, every reference one
 * that they see. One record, a bulk edit and a merge go through it alike.
 */
export async function checkEdit(ctx: Context, type: ObjectType, input: Values): Promise<Values> {
  const values = parseEdit(ctx, type, input)
  const emptied = Object.entries(values).flatMap(([name, value]) => {
    const field = type.fields[name]
    return value === null && field && (neverNull(field) || field.demanded)
      ? [{ field: name, code: 'required', message: `${field.label} must not be empty.` }]
      : []
  })
  if (emptied.length > 0) throw invalid(emptied)
  await checkReferences(ctx, type, values)
  return values
}

/** Every record that is pointed at must exist and be visible to whoever points. */
async function checkReferences(ctx: Context, type: ObjectType, values: Values): Promise<void> {
  const [wrong] = await wrongReferences(ctx, type, [values])
  if (wrong) throw wrong
}

/** As `checkReferences`, for many records: what is wrong with each, or null. */
export async function wrongReferences(ctx: Context, type: ObjectType, records: readonly Values[]): Promise<(Refusal | null)[]> {
  const wrong: (Refusal | null)[] = records.map(() => null)
  for (const [name, field] of Object.entries(type.fields)) {
    const to = field.kind === 'user' ? 'user' : field.to
    if (!to || !ctx.registry.has(to)) continue
    const pointed = records.map(({ [name]: value }) => (value === null || value === undefined ? [] : [value].flat()))
    const ids = [...new Set(pointed.flat())]
    if (ids.length === 0) continue
    const target = ctx.registry.get(to)
    // Nobody who left is given anything; who is here, everybody knows.
    const allowed = to === 'user' ? sql`t.active` : permitted(ctx.registry, ctx.actor, target, 'read')
    const { rows } = await sql<{
      id: string
    }>`select t.id from ${sql.table(to)} t where t.id = any(${ids}::uuid[]) and t.deleted_at is null and ${allowed}`.execute(ctx.tx)
    const there = new Set<unknown>(rows.map(row => row.id))
    const message = `There is no such ${to === 'user' ? 'active user' : target.label[0].toLowerCase()}.`
    pointed.forEach((list, index) => {
      if (list.some(id => !there.has(id))) wrong[index] ??= invalid([{ field: name, code: 'reference', message }])
    })
  }
  return wrong
}

/** The columns of a child that sits on a record: itself and the parents it is stamped with (data.md section 6). */
export async function parentsOf(ctx: Context, record: unknown): Promise<Values> {
  const wrong = (message: string) => invalid([{ field: 'record', code: 'record', message }])
  if (typeof record !== 'object' || record === null || !('object' in record) || !('id' in record))
    throw wrong('Must be { "object", "id" }.')
  const { object, id } = record
  if (typeof object !== 'string' || typeof id !== 'string' || !/^[0-9a-f-]{36}$/i.test(id)) throw wrong('Must be { "object", "id" }.')
  const name = ctx.registry.has(object) ? object : ctx.registry.byPlural(object)?.name
  if (!name) throw wrong('There is no such object.')
  const parent = await findRecord(ctx, ctx.registry.get(name), id)
  if (!parent || parent.deleted_at !== null) throw wrong('There is no such record.')
  return stampedParents(name, parent)
}

/** The parent ids that a child of this record carries. */
export function stampedParents(object: string, parent: Row): Values {
  const idOf = (name: string) => (typeof parent[name] === 'string' ? parent[name] : null)
  return {
    record_object: object,
    record_id: parent.id,
    lead_id: object === 'lead' ? parent.id : idOf('lead_id'),
    contact_id: object === 'contact' ? parent.id : (idOf('contact_id') ?? idOf('primary_contact_id')),
    account_id: object === 'account' ? parent.id : idOf('account_id'),
    opportunity_id: object === 'opportunity' ? parent.id : idOf('opportunity_id'),
  }
}

/**
 * Changes one record. With `trusted: false` the input is a person's: parsed, permission checked, references checked.
 * `ifVersion` refuses with 409 and the record as it is now when somebody else was first.
 */
export async function updateRecord(
  ctx: Context,
  object: string,
  id: string,
  input: Values,
  options: WriteOptions & { trusted?: boolean; ifVersion?: number } = {},
): Promise<Row> {
  const type = ctx.registry.get(object)
  let changes = input
  if (!options.trusted) {
    demand(ctx.actor, type, 'update')
    const current = await loadFor(ctx, type, id, 'update')
    if (options.ifVersion !== undefined && current.version !== options.ifVersion)
      throw new Refusal('record.version', 'Somebody else changed this record in the meantime.', {
        status: 409,
        extra: { version: current.version, current: recordJson(ctx, type, current, ctx.settings.get(workspaceSetting).currency) },
      })
    const { record, ...rest } = input
    changes = await checkEdit(ctx, type, rest)
    if (type.child && record !== undefined && record !== null) Object.assign(changes, await parentsOf(ctx, record))
  }
  const [row] = await updateRecords(ctx, object, [{ id, changes }], options)
  if (!row) throw notFound()
  return row
}

/**
 * Loads and locks a record for a command through the permission predicate: 404 when it may not even be seen, 403 when it may
 * be seen but not changed, 422 when it lies in the bin.
 */
export async function loadFor(
  ctx: Context,
  type: ObjectType,
  id: string,
  action: 'update' | 'delete',
  options: { deleted?: boolean } = {},
): Promise<Row> {
  const row = await findRecord(ctx, type, id, { action, lock: true })
  if (!row) {
    const seen = await findRecord(ctx, type, id)
    if (!seen) throw notFound()
    throw refuse(
      'permission.denied',
      `This ${type.label[0].toLowerCase()} belongs to somebody else; your role may ${action} only its own.`,
      { status: 403 },
    )
  }
  if (!options.deleted && row.deleted_at !== null)
    throw refuse('record.deleted', `This ${type.label[0].toLowerCase()} is in the bin. Restore it first.`)
  return row
}

/** Puts records into the bin, or takes them out of it, as one logged step each (A1). */
export async function deleteRecords(ctx: Context, object: string, ids: readonly string[], options: WriteOptions = {}): Promise<Row[]> {
  return updateRecords(
    ctx,
    object,
    ids.map(id => ({ id, changes: { deleted_at: ctx.now } })),
    { kind: 'deleted', ...options },
  )
}
export async function restoreRecords(ctx: Context, object: string, ids: readonly string[], options: WriteOptions = {}): Promise<Row[]> {
  return updateRecords(
    ctx,
    object,
    ids.map(id => ({ id, changes: { deleted_at: null } })),
    { kind: 'restored', ...options },
  )
}
