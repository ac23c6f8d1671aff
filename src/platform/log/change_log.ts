import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { newId } from '../id.ts'

/** One entry: what happened to one record by one command. Append-only; history, undo, webhooks and live pages read it. */
export interface LogEntry {
  /** Opaque and ordered: `after` of GET /events. */
  position: string
  at: Date
  actor_kind: 'user' | 'key' | 'rule' | 'import' | 'system'
  actor_id: string | null
  means: string
  batch_id: string | null
  object: string
  record_id: string
  /** Object and verb: `lead.created`, `lead.assigned`. */
  kind: string
  /** Field → [before, after]. */
  changes: Record<string, [before: unknown, after: unknown]>
  /** What the command says besides: reasons, rule, inputs. */
  detail: Record<string, unknown> | null
}

export type NewEntry = Pick<LogEntry, 'object' | 'record_id' | 'kind' | 'changes'> & { detail?: Record<string, unknown> | null }

declare module '../db/database.ts' {
  interface Database {
    change_log: Omit<LogEntry, 'position'> & { seq: number; xid: string }
    consumer: { name: string; xid: string; seq: number; updated_at: Date; error: string | null; failures: number }
    batch: Batch
  }
}

export interface Batch {
  id: string
  kind: string
  label: string
  actor_kind: string
  actor_id: string | null
  created_at: Date
  count: number
  total: number | null
  state: 'running' | 'done' | 'cancelled' | 'failed'
  undone_at: Date | null
  undone_by: string | null
  payload: unknown
  error: string | null
}

/** Appends entries in the transaction of the change itself, set-based, and wakes the readers at its commit. */
export async function appendLog(ctx: Context, entries: NewEntry[]): Promise<void> {
  if (entries.length > 0) await sql`with ${logStatement(ctx, entries, 'first')}`.execute(ctx.tx)
}

/** The same, to be said in one statement with the change: the last part of a `with`. */
export function logStatement(ctx: Context, entries: readonly NewEntry[], place: 'first' | 'further' = 'further'): RawBuilder<unknown> {
  const rows = entries.map(entry => ({
    object: entry.object,
    record_id: entry.record_id,
    kind: entry.kind,
    changes: entry.changes,
    detail: entry.detail ?? null,
  }))
  // The announcement goes out at the commit, once however many entries there are.
  return sql`${place === 'first' ? sql`` : sql`,`} written as (insert into change_log (at, actor_kind, actor_id, means, batch_id, object, record_id, kind, changes, detail)
    select ${ctx.now}, ${ctx.actor.kind}, ${ctx.actor.id}::uuid, ${ctx.actor.means}, ${ctx.batchId}::uuid, e.object, e.record_id, e.kind, e.changes, e.detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(object text, record_id uuid, kind text, changes jsonb, detail jsonb))
    select pg_notify('hedgerow_log', '')`
}

/** Begins something that is undone as a whole; the entries written with the returned context belong to it. */
export async function openBatch(
  ctx: Context,
  kind: string,
  label: string,
  more: { count?: number; total?: number; payload?: unknown; state?: Batch['state'] } = {},
): Promise<Context & { batchId: string }> {
  const id = newId()
  await ctx.tx
    .insertInto('batch')
    .values({
      id,
      kind,
      label,
      actor_kind: ctx.actor.kind,
      actor_id: ctx.actor.id,
      created_at: ctx.now,
      count: more.count ?? 0,
      total: more.total ?? more.count ?? null,
      state: more.state ?? 'done',
      undone_at: null,
      undone_by: null,
      payload: more.payload === undefined ? null : JSON.stringify(more.payload),
      error: null,
    })
    .execute()
  return { ...ctx, batchId: id }
}

interface StoredEntry extends Omit<LogEntry, 'position'> {
  seq: number
  xid: string
}

const toEntry = ({ seq, xid, ...entry }: StoredEntry): LogEntry => ({ ...entry, position: writePosition(xid, seq) })

const writePosition = (xid: string, seq: number): string => `${xid}-${seq}`

/** Reads a position; null when the text is none. */
export function readPosition(position: string): { xid: string; seq: string } | null {
  const match = /^(\d{1,20})-(\d{1,19})$/.exec(position)
  return match?.[1] && match[2] ? { xid: match[1], seq: match[2] } : null
}

const heading = 'seq, xid::text as xid, at, actor_kind, actor_id, means, batch_id, object, record_id, kind'
const columns = sql.raw(`${heading}, changes, detail`)
const columnsOf = (fields: readonly string[]) =>
  sql`${sql.raw(heading)}, jsonb_strip_nulls(jsonb_build_object(${sql.join(
    fields.map(field => sql`${sql.lit(field)}, changes->${sql.lit(field)}`),
  )})) as changes, null::jsonb as detail`

/**
 * Entries after a position in commit order, without gaps: only transactions below the snapshot's xmin are read, so nothing
 * can still appear before what was read (architecture.md, The change log).
 */
export async function readLog(
  db: Kysely<Database>,
  after: { xid: string; seq: string },
  limit: number,
  objects?: readonly string[],
): Promise<LogEntry[]> {
  // Qualified, since the bare name would sort by the text that is selected: "1000" before "999".
  const { rows } = await sql<StoredEntry>`select ${columns} from change_log where ${following(after)} ${about(objects)}
    order by change_log.xid, change_log.seq limit ${limit}`.execute(db)
  return rows.map(toEntry)
}

interface Stretch {
  end: { xid: string; seq: string }
  /** It is as long as was asked for: more may follow. */
  isFull: boolean
}

/** How far the next stretch of the log goes, from the index alone. */
export async function nextStretch(db: Kysely<Database>, after: { xid: string; seq: string }, length: number): Promise<Stretch | null> {
  const { rows } = await sql<{ xid: string; seq: string; n: number }>`select e.xid::text, e.seq::text, count(*) over () as n
    from (select xid, seq from change_log where ${following(after)} order by xid, seq limit ${length}) e order by e.xid desc, e.seq desc limit 1`.execute(
    db,
  )
  const [end] = rows
  return end ? { end: { xid: end.xid, seq: end.seq }, isFull: end.n === length } : null
}

/** The entries of a stretch, or those about some objects. */
export async function readStretch(
  db: Kysely<Database>,
  after: { xid: string; seq: string },
  { end }: Stretch,
  length: number,
  { objects, fields }: { objects: readonly string[] | undefined; fields: readonly string[] | undefined },
): Promise<LogEntry[]> {
  // It holds no more than its length; said again, so that one plan does for every stretch.
  const { rows } =
    await sql<StoredEntry>`select ${fields ? columnsOf(fields) : columns} from change_log where (xid, seq) > (${after.xid}::xid8, ${after.seq}::bigint)
    and (xid, seq) <= (${end.xid}::xid8, ${end.seq}::bigint) ${about(objects)} ${fields ? sql`and changes ?| ${fields}::text[]` : sql``} order by change_log.xid, change_log.seq limit ${length}`.execute(
      db,
    )
  return rows.map(toEntry)
}

/** What the entries of the next stretch are about, and how far it goes: to tell who wants to read it. */
export async function skimStretch(
  db: Kysely<Database>,
  after: { xid: string; seq: string },
  length: number,
): Promise<(Stretch & { objects: Set<string> }) | null> {
  const { rows } = await sql<{ xid: string; seq: string; objects: string[]; n: number }>`with next as materialized (
      select xid, seq, object from change_log where ${following(after)} order by change_log.xid, change_log.seq limit ${length})
    select last.xid::text, last.seq::text, (select array_agg(distinct object) from next) as objects, (select count(*) from next) as n
    from next last order by last.xid desc, last.seq desc limit 1`.execute(db)
  const [last] = rows
  return last ? { end: { xid: last.xid, seq: last.seq }, isFull: last.n === length, objects: new Set(last.objects) } : null
}

const following = (after: { xid: string; seq: string }) =>
  sql`(xid, seq) > (${after.xid}::xid8, ${after.seq}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())`
/** Not as a bare column: the planner would read everything that was ever logged of these objects to combine it with a short stretch. */
const about = (objects: readonly string[] | undefined) => (objects ? sql`and object || '' = any(${objects}::text[])` : sql``)

/** Where the log ends now: a reader that starts here sees all that commits from now on. */
export async function endOfLog(db: Kysely<Database>): Promise<{ xid: string; seq: string }> {
  const { rows } = await sql<{ xid: string }>`select (pg_snapshot_xmin(pg_current_snapshot())::text)::numeric - 1 as xid`.execute(db)
  return { xid: rows[0]?.xid ?? '0', seq: '9223372036854775807' }
}

/** A record's entries, newest first. */
export async function recordHistory(
  db: Kysely<Database>,
  object: string,
  recordId: string,
  limit: number,
  before: { xid: string; seq: string } | null,
): Promise<LogEntry[]> {
  const older = before ? sql`and (xid, seq) < (${before.xid}::xid8, ${before.seq}::bigint)` : sql``
  const { rows } = await sql<StoredEntry>`select ${columns} from change_log where object = ${object} and record_id = ${recordId} ${older}
    order by at desc, seq desc limit ${limit}`.execute(db)
  return rows.map(toEntry)
}

/** The records that a batch changed, the last changed object first: the order in which they are undone. */
export async function batchRecords(db: Kysely<Database>, batchId: string): Promise<{ object: string; id: string }[]> {
  const { rows } = await sql<{ object: string; id: string }>`select object, record_id as id from (
      select object, record_id, max(max(seq)) over (partition by object) as latest from change_log where batch_id = ${batchId} group by 1, 2) r
    order by latest desc, record_id`.execute(db)
  return rows
}

export type BatchEntry = Pick<LogEntry, 'at' | 'record_id' | 'kind' | 'changes'>

/** What a batch did to some records of one object, newest first. */
export async function batchEntries(db: Kysely<Database>, batchId: string, object: string, ids: readonly string[]): Promise<BatchEntry[]> {
  // By the records: by the batch, each portion of a large one would read all of it.
  const { rows } = await sql<BatchEntry>`select at, record_id, kind, changes from change_log
    where object = ${object} and record_id = any(${ids}::uuid[]) and batch_id::text = ${batchId} order by change_log.seq desc`.execute(db)
  return rows
}
