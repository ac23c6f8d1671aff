import type pg from 'pg'

/** What one part of a backup holds and how its rows are read and put back. */
export interface BackupTable {
  name: string
  columns: string[]
  /** The query whose rows are copied out. */
  select: string
}

/** Columns that an admin added, and their indexes: the migrations do not know them. */
export interface AddedColumn {
  table: string
  column: string
  /** Type, not null, default, as in `alter table … add column`. */
  shape: string
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
export const quoted = (names: readonly string[]) => names.map(quote).join(', ')

/** Left out: what migrations and triggers write themselves, and counts of wrong passwords. */
const leftOut = ['migration', 'auth_attempt', 'lead_recency', 'contact_recency']

/**
 * A transaction id means nothing on another server, so the log is numbered anew in commit order, and each consumer gets the number
 * of the last entry it had read: on the new server it goes on exactly there.
 */
const renumbered: Record<string, string> = {
  change_log: `select row_number() over (order by xid, seq) as seq, '1' as xid, %s from change_log`,
  consumer: `select '1' as xid, (select count(*) from change_log l where (l.xid, l.seq) <= (c.xid, c.seq)) as seq, %s from consumer c`,
}

/** The waiting jobs, by name and payload: they are enqueued again by the queue's own function. */
export const jobsTable: BackupTable = {
  name: 'graphile_worker.jobs',
  columns: ['task', 'payload', 'queue', 'run_at', 'max_attempts', 'key', 'priority'],
  select: `select t.identifier as task, j.payload, q.queue_name as queue, j.run_at, j.max_attempts, j.key, j.priority
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id where j.attempts < j.max_attempts order by j.id`,
}

/** Every table of the program, those that others refer to first. */
export async function tablesOf(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; parents: string[] | null }>(`
    select c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select array_agg(f.confrelid::regclass::text) from pg_constraint f where f.conrelid = c.oid and f.contype = 'f') as parents
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`)
  const wanted = rows.filter(row => !leftOut.includes(row.name))
  const done: typeof wanted = []
  const isReady = (row: (typeof wanted)[number]) =>
    (row.parents ?? []).every(
      parent => parent.replaceAll('"', '') === row.name || done.some(one => one.name === parent.replaceAll('"', '')),
    )
  while (done.length < wanted.length) {
    const next = wanted.filter(row => !done.includes(row) && isReady(row))
    // A circle of references has no right order; none exists, and restoring would say so.
    done.push(...(next.length > 0 ? next : wanted.filter(row => !done.includes(row))))
  }
  return done.map(({ name, columns }) => {
    const query = renumbered[name]
    if (!query) return { name, columns, select: `select ${quoted(columns)} from ${quote(name)}` }
    const rest = columns.filter(column => column !== 'seq' && column !== 'xid')
    return { name, columns: ['seq', 'xid', ...rest], select: query.replace('%s', quoted(rest)) }
  })
}

export async function addedColumns(client: pg.ClientBase): Promise<{ columns: AddedColumn[]; indexes: string[] }> {
  const columns = await client.query<AddedColumn>(`
    select c.relname as table, a.attname as column,
      format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as shape
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname like 'cf\\_%' and not a.attisdropped order by c.relname, a.attnum`)
  const indexes = await client.query<{ indexdef: string }>(`
    select pg_get_indexdef(i.indexrelid) as indexdef from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and i.indisvalid and exists (
      select 1 from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any(i.indkey) and a.attname like 'cf\\_%')`)
  return { columns: columns.rows, indexes: indexes.rows.map(row => row.indexdef) }
}

/** The first and last month that lie in a partition of a year or a month. */
export async function partitionedMonths(client: pg.ClientBase): Promise<{ first: string; last: string } | null> {
  const { rows } = await client.query<{ first: string | null; last: string | null }>(`
    select min(rpad(at, 6, '01')) as first, max(rpad(at, 6, '12')) as last
    from (select substring(relname from '_([0-9]{4}([0-9]{2})?)$') as at from pg_class
      where relnamespace = 'public'::regnamespace and relispartition and relkind = 'r') partitions`)
  const [row] = rows
  const day = (month: string) => `${month.slice(0, 4)}-${month.slice(4)}-01`
  return row?.first && row.last ? { first: day(row.first), last: day(row.last) } : null
}
