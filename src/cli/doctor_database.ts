import type pg from 'pg'
import type { Config } from '../app/config.ts'
import { migrations } from '../app/program.ts'
import { createSecrets, loadSecretKey } from '../platform/auth/secrets.ts'
import { createClock } from '../platform/clock/clock.ts'
import { pendingMigrations, serverFeatures } from '../platform/db/migrate.ts'
import { StartError } from '../platform/start_error.ts'
import { type Finding, fine, note, wrong } from './doctor_findings.ts'

type Row = Record<string, unknown>
const rowsOf = async (pool: pg.Pool, sql: string, values: unknown[] = []): Promise<Row[]> => (await pool.query(sql, values)).rows

/** What the database says of itself and of the work that waits in it. */
export async function databaseFindings(pool: pg.Pool, config: Config): Promise<Finding[]> {
  const found: Finding[] = [await serverFinding(pool), ...(await localeFindings(pool)), await skewFinding(pool)]
  const schema = await schemaFinding(pool)
  found.push(schema)
  if (schema.level !== 'fine') return found
  const running = await isRunning(pool)
  if (!running) found.push(note('No other process of Hedgerow is connected to the database: what waits is done when one starts.'))
  const late = running ? wrong : note
  for (const check of [partitionFinding, jobFindings, consumerFindings, inboundFindings]) found.push(...(await check(pool, late)))
  found.push(...(await rotationFindings(pool)))
  found.push(...(await mailFindings(pool, config)), ...(await secretFindings(pool, config)))
  return found
}

async function isRunning(pool: pg.Pool): Promise<boolean> {
  const rows = await rowsOf(
    pool,
    `select 1 from pg_stat_activity where datname = current_database() and application_name like 'hedgerow%' and pid <> pg_backend_pid()`,
  )
  return rows.length > 0
}

/** How to say that something waits: wrong while the program runs. */
type Late = typeof wrong

async function serverFinding(pool: pg.Pool): Promise<Finding> {
  const { version } = await serverFeatures(pool)
  return version >= 15 ? fine(`PostgreSQL ${version} answers.`) : wrong(`PostgreSQL ${version} is too old; 15 is needed.`)
}

async function localeFindings(pool: pg.Pool): Promise<Finding[]> {
  const [row] = await rowsOf(
    pool,
    `select pg_encoding_to_char(encoding) as encoding, datcollate, datctype from pg_database where datname = current_database()`,
  )
  const found: Finding[] = []
  if (row?.encoding !== 'UTF8') found.push(wrong(`The database's encoding is ${String(row?.encoding)}; it must be UTF8.`))
  if (!/^(C|C\.UTF-?8|POSIX)$/i.test(String(row?.datcollate)))
    found.push(
      note(
        `The database sorts by ${String(row?.datcollate)}. It works; C.UTF-8 is faster and does not change with the system's libraries.`,
      ),
    )
  return found
}

async function skewFinding(pool: pg.Pool): Promise<Finding> {
  const before = createClock().now().getTime()
  const [row] = await rowsOf(pool, 'select clock_timestamp() as now')
  const after = createClock().now().getTime()
  const theirs = row?.now instanceof Date ? row.now.getTime() : before
  const apart = theirs < before ? before - theirs : Math.max(0, theirs - after)
  return apart > 2_000
    ? wrong(`The clocks of this machine and of the database are ${(apart / 1000).toFixed(0)} s apart: set both by NTP.`)
    : fine('The clocks agree.')
}

async function schemaFinding(pool: pg.Pool): Promise<Finding> {
  try {
    const pending = await pendingMigrations(pool, migrations)
    if (pending.length > 0) return wrong(`The database needs an upgrade (${pending.join(', ')}): hedgerow migrate, or start the program.`)
  } catch (error) {
    if (error instanceof StartError) return wrong(error.message)
    throw error
  }
  const [extension] = await rowsOf(pool, `select 1 from pg_extension where extname = 'pg_trgm'`)
  return extension
    ? fine('All migrations are applied, each as it was written.')
    : wrong('The extension pg_trgm is missing: create extension pg_trgm;')
}

async function partitionFinding(pool: pg.Pool, late: Late): Promise<Finding[]> {
  const [row] = await rowsOf(
    pool,
    `select string_agg(parent || '_' || to_char(next, 'YYYYMM'), ', ') as missing
      from unnest(array['activity', 'change_log']) parent, (select now() + interval '1 month' as next) month
      where to_regclass(parent || '_' || to_char(next, 'YYYY')) is null and to_regclass(parent || '_' || to_char(next, 'YYYYMM')) is null`,
  )
  return [
    row?.missing
      ? late(`Next month has no partitions yet (${String(row.missing)}): is a process that runs jobs (ROLE=all or worker) running?`)
      : fine('The partitions of the next month are there.'),
  ]
}

async function jobFindings(pool: pg.Pool, late: Late): Promise<Finding[]> {
  const [row] = await rowsOf(
    pool,
    `select count(*) filter (where attempts >= max_attempts) as given_up, count(*) filter (where attempts > 0 and attempts < max_attempts) as failing,
      count(*) filter (where locked_at < now() - interval '15 minutes') as stuck,
      count(*) filter (where locked_at is null and attempts = 0 and run_at < now() - interval '5 minutes') as late,
      max(last_error) as error from graphile_worker._private_jobs`,
  )
  const found: Finding[] = []
  const n = (name: string) => Number(row?.[name] ?? 0)
  const why = row?.error ? ` The last words of one: ${String(row.error).slice(0, 200)}` : ''
  if (n('given_up') > 0) found.push(wrong(`${n('given_up')} jobs failed so often that they are not tried again.${why}`))
  if (n('failing') > 0) found.push(note(`${n('failing')} jobs failed and will be tried again.${why}`))
  if (n('stuck') > 0) found.push(wrong(`${n('stuck')} jobs have been running for more than 15 minutes; after 4 hours they are taken over.`))
  if (n('late') > 0) found.push(late(`${n('late')} jobs have waited for more than 5 minutes.`))
  return found.length > 0 ? found : [fine('No job fails or waits too long.')]
}

async function consumerFindings(pool: pg.Pool, late: Late): Promise<Finding[]> {
  const rows = await rowsOf(
    pool,
    `select name, failures, error, (select count(*) from (select 1 from change_log l where (l.xid, l.seq) > (c.xid, c.seq)
        and l.at < now() - interval '2 minutes' limit 10001) waiting) as behind from consumer c order by name`,
  )
  const found = rows.flatMap((row): Finding[] => {
    if (Number(row.failures) > 0)
      return [
        wrong(`The consumer ${String(row.name)} failed ${String(row.failures)} times and is behind: ${String(row.error).slice(0, 200)}`),
      ]
    if (Number(row.behind) > 0) return [late(`The consumer ${String(row.name)} has not read the last ${String(row.behind)} changes.`)]
    return []
  })
  return found.length > 0 ? found : [fine('All consumers have read the change log to its end.')]
}

async function inboundFindings(pool: pg.Pool, late: Late): Promise<Finding[]> {
  const [row] = await rowsOf(
    pool,
    `select count(*) filter (where state = 'failed') as failed, count(*) filter (where state = 'waiting' and received_at < now() - interval '5 minutes') as waiting,
      max(error) as error from inbound where state <> 'done'`,
  )
  const found: Finding[] = []
  if (Number(row?.failed) > 0)
    found.push(
      wrong(`${String(row?.failed)} inputs could not be understood; they are kept, under Inbound: ${String(row?.error).slice(0, 200)}`),
    )
  if (Number(row?.waiting) > 0) found.push(late(`${String(row?.waiting)} inputs have waited for more than 5 minutes.`))
  return found.length > 0 ? found : [fine('Every input was processed.')]
}

/** A number is given once a territory: two members with the same one would both have had the last turn. */
async function rotationFindings(pool: pg.Pool): Promise<Finding[]> {
  const empty = await rowsOf(
    pool,
    `select t.name from territory t where t.deleted_at is null and not exists (
      select 1 from "user" u where u.id = any(t.members) and u.active and u.deleted_at is null) order by t.position`,
  )
  const double = await rowsOf(
    pool,
    `select t.name from rotation_turn r join territory t on t.id = r.territory_id where r.assigned > 0
      group by t.name, r.territory_id having count(distinct r.assigned) < count(*)`,
  )
  return [
    ...empty.map(row => note(`Nobody active is in the rotation of ${String(row.name)}: its leads have no owner.`)),
    ...double.map(row => wrong(`The rotation of ${String(row.name)} has given the same turn twice.`)),
  ]
}

async function mailFindings(pool: pg.Pool, config: Config): Promise<Finding[]> {
  const [row] = await rowsOf(
    pool,
    `select count(*) filter (where state = 'failed') as failed, count(*) filter (where state not in ('sent', 'failed')) as kept, max(last_error) as error from mail`,
  )
  const found: Finding[] = []
  if (Number(row?.failed) > 0)
    found.push(wrong(`${String(row?.failed)} mails could not be sent: ${String(row?.error ?? '').slice(0, 200)}`))
  if (config.smtpUrl === null) found.push(note(`SMTP_URL is not set: mail is kept in the outbox (${String(row?.kept ?? 0)} so far).`))
  return found
}

async function secretFindings(pool: pg.Pool, config: Config): Promise<Finding[]> {
  const rows = await rowsOf(pool, 'select secret_sealed from webhook where secret_sealed is not null limit 1')
  const sealed = rows[0]?.secret_sealed
  if (typeof sealed !== 'string') return []
  try {
    createSecrets(loadSecretKey(config)).open(sealed)
    return [fine('The secret key opens what is sealed.')]
  } catch {
    return [wrong('The secret key is not the one that values were sealed with: put the right one into SECRET_KEY or the data folder.')]
  }
}
