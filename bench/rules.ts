import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { pino } from 'pino'
import { readConfig } from '../src/app/config.ts'
import { modules } from '../src/app/modules.ts'
import { openGround } from '../src/app/program.ts'
import type { BenchServer } from './server.ts'
import type { OpenWorkspace } from './workspace.ts'
import type { Written } from './writes.ts'

interface Parts {
  workspace: OpenWorkspace
  server: BenchServer
  pool: pg.Pool
  say: (line: string) => void
}

const schedules = modules.flatMap(one => one.schedules ?? [])

/** As the program's indexes say it (0015). */
const untold = 'idle_since is not null and (pool_noticed_at is null or pool_noticed_at < idle_since)'
const told = 'idle_since is not null and pool_noticed_at >= idle_since'

/**
 * What the day's rules need when as much falls due at once as else in a whole day: one lead in fifty goes to the pool, as many owners
 * are told of theirs, one in five hundred rings late, one in a thousand gets a sequence's mail. Meanwhile somebody edits just these leads:
 * how long they wait says whether the rules block anyone.
 */
export async function measureRules({ workspace, server, pool, say }: Parts): Promise<Written[]> {
  const { rows } = await pool.query<{ n: number }>(`select reltuples::bigint as n from pg_class where relname = 'lead'`)
  const n = rows[0]?.n ?? 0
  await drained(pool)
  await fallDue(pool, n)
  const { rows: due } = await pool.query<{ id: string }>(
    `select id from lead where product_led and idle_since <= now() - interval '6 days' and (${untold} or ${told}) limit 500`,
  )
  const ground = await openGround(
    { ...readConfig({ DATABASE_URL: workspace.databaseUrl }), dataDir: workspace.folder },
    pino({ level: 'error' }),
    { migrate: false },
  )
  const waited: number[] = []
  const idle: number[] = []
  let running = true
  const editing = (async () => {
    for (let turn = 0; running; turn++) {
      const start = performance.now()
      await server.call('PATCH', `/leads/${due[turn % due.length]?.id}`, { title: `Buyer ${turn}` })
      waited.push(performance.now() - start)
      await pause(20)
    }
  })()
  try {
    const start = performance.now()
    // As the worker's minute does it; what a schedule leaves over, the program's own jobs go on with.
    for (const schedule of schedules) await ground.begin(schedule.name, schedule.run)
    // What somebody held just then is left for the next minute; here it comes sooner.
    await drained(pool, async () => {
      for (const schedule of schedules) if (schedule.minutes === 1) await ground.begin(schedule.name, schedule.run)
    })
    const seconds = (performance.now() - start) / 1_000
    running = false
    await editing
    for (let turn = 0; turn < 20; turn++)
      for (const schedule of schedules) {
        if (schedule.minutes > 5) continue
        const before = performance.now()
        await ground.begin(schedule.name, schedule.run)
        idle.push(performance.now() - before)
      }
    const label = `${fifty(n)} leads to the pool, ${fifty(n)} notices, ${Math.round(n / 500)} late replies, ${Math.round(n / 1_000)} mails of a sequence`
    const found: Written[] = [
      { label: `the rules of a day at once: ${label}`, value: seconds, unit: 's', promise: 60, floor: null },
      {
        label: `an edit of one of these leads meanwhile, of ${waited.length}: p95`,
        value: share(waited, 0.95),
        unit: 'ms',
        promise: 500,
        floor: null,
      },
      { label: 'a rule that looks each minute and finds nothing due: p95', value: share(idle, 0.95), unit: 'ms', promise: 20, floor: null },
    ]
    for (const one of found) say(`${one.label.padEnd(76)} ${one.value.toFixed(1).padStart(9)} ${one.unit}   promised ${one.promise}`)
    return found
  } finally {
    running = false
    await editing
    await ground.close()
  }
}

const fifty = (n: number): number => Math.round(n / 50)
const share = (values: number[], part: number): number => values.sort((a, b) => a - b)[Math.floor(values.length * part)] ?? 0

/** Waits until no rule has anything to do and every reader of the log has read it. */
async function drained(pool: pg.Pool, again = async () => {}): Promise<void> {
  for (let turn = 1, quiet = 0; quiet < 2; turn++) {
    await pause(100)
    if (turn % 20 === 0) await again()
    const { rows } = await pool.query<{ busy: boolean }>(`select
      exists (select 1 from lead where product_led and ${untold} and idle_since <= now() - interval '6 days')
      or exists (select 1 from lead where product_led and ${told} and idle_since <= now() - interval '7 days')
      or exists (select 1 from lead where sla_rings_at <= now())
      or exists (select 1 from enrollment where state = 'active' and next_at <= now() and deleted_at is null) as busy`)
    quiet = rows[0]?.busy ? 0 : quiet + 1
  }
}

async function fallDue(pool: pg.Pool, n: number): Promise<void> {
  // Of those whom the pool is not for, so that there are enough whatever day it is.
  const lying = (days: string, noticed: string) =>
    `update lead set product_led = true, idle_since = now() - interval '${days}', pool_noticed_at = ${noticed}
      where id in (select id from lead where not product_led and ${untold} and owner_id is not null limit ${fifty(n)})`
  await pool.query(`with s as (insert into sequence (id, name, steps, stop_on, active, created_at, updated_at, version)
      values (gen_random_uuid(), 'Bench ' || now(), '[{"key": "a", "subject": "Hello", "body": "Hello {{first_name}}", "delay_days": 0, "at": null}]', '{}', true, now(), now(), 1) returning id)
    insert into enrollment (id, name, sequence_id, email, domain, state, sent, sent_steps, next_at, time_zone, record_object, record_id, lead_id, created_at, updated_at, version)
      select gen_random_uuid(), l.name, s.id, l.email, l.domain, 'active', 0, '[]', now() - interval '1 minute', 'UTC', 'lead', l.id, l.id, now(), now(), 1
      from s cross join lateral (select * from lead where status = 'working' and deleted_at is null and email is not null limit ${Math.round(n / 1_000)}) l`)
  await pool.query(`set local statement_timeout = 0; ${lying('7 days 1 hour', `now() - interval '1 day'`)}; ${lying('6 days 1 hour', 'null')};
    update lead set sla_due_at = now() - interval '1 minute', sla_rings_at = now() - interval '1 minute', first_responded_at = null
      where id in (select id from lead where status in ('new', 'working') and owner_id is not null and deleted_at is null limit ${Math.round(n / 500)})`)
}
