import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import nodemailer from 'nodemailer'
import type pg from 'pg'
import { until } from './program.ts'

export const kinds = ['mail', 'form', 'api', 'event'] as const

/** Where inputs go in. */
export interface Door {
  port: number
  smtpPort: number
}

/** One input with the identity that makes it the same one when it is sent again. */
export interface Input {
  kind: (typeof kinds)[number]
  key: string
  email: string
  country: string
}
const countries = ['US', 'DE', 'JP']
let made = 0
const newInput = (kind: Input['kind']): Input => {
  const number = ++made
  // A company each, so that nobody returns and every assignment is the rotation's.
  return { kind, key: randomUUID(), email: `p${number}@company-${number}.example`, country: countries[number % 3] ?? 'US' }
}

/** The program refused a valid input: nothing that a fault excuses. */
export class Refused extends Error {}

/** Sends it; true when the program said that it has it, false when it said "later" (5xx, 429, 4xx of SMTP). */
export async function send(input: Input, to: Door, key: string): Promise<boolean> {
  const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${to.port}${url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    if (answer.status >= 500 && answer.status !== 503) throw new Refused(`${url}: ${answer.status} ${await answer.text()}`)
    if (answer.status === 503 && !answer.headers.has('retry-after')) throw new Refused(`${url}: 503 without Retry-After`)
    if (!answer.ok && answer.status < 500 && answer.status !== 429) throw new Refused(`${url}: ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer().catch(() => undefined)
    return answer.ok
  }
  const person = { name: `Person ${input.email}`, email: input.email, country: input.country }
  switch (input.kind) {
    case 'mail':
      return sendMail(input, to)
    case 'form':
      return post('/capture/forms/contact', { ...person, sales_form_message: 'Hello there', submission_id: input.key })
    case 'api':
      return post('/api/v1/leads/intake', { ...person, source_id: input.key }, { authorization: `Bearer ${key}` })
    case 'event':
      return post('/batch/', {
        api_key: key,
        batch: [
          {
            uuid: input.key,
            event: 'user signed up',
            distinct_id: input.key,
            timestamp: '2026-11-20T10:00:00Z',
            properties: { ...person, plan: 'teams', organization_id: input.key },
          },
        ],
      })
  }
}

async function sendMail(input: Input, to: Door): Promise<boolean> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: to.smtpPort,
    ignoreTLS: true,
    connectionTimeout: 5_000,
    socketTimeout: 10_000,
  })
  try {
    await transport.sendMail({
      from: `Person <${input.email}>`,
      to: 'sales@faults.example',
      subject: 'A question',
      text: 'Hello, what does it cost?',
      messageId: `<${input.key}@faults.example>`,
      date: new Date('2026-11-20T10:00:00Z'),
    })
    return true
  } catch (error) {
    if (error instanceof Error && 'responseCode' in error && Number(error.responseCode) >= 500) throw new Refused(String(error))
    throw error
  } finally {
    transport.close()
  }
}

/** What was acknowledged, and what got no answer or a "later" and must be sent again. */
export interface Poured {
  acknowledged: Input[]
  open: Input[]
}

/** Pours inputs of all kinds in until it is told to stop, with `pace` ms between them. `to` is asked each time: the program may have been started anew. */
export function pourIn(to: () => Door, key: string, poured: Poured, pace = 0, some: readonly Input['kind'][] = kinds): () => Promise<void> {
  let stopped = false
  const one = async (kind: Input['kind']) => {
    while (!stopped) {
      const input = newInput(kind)
      try {
        if (await send(input, to(), key)) {
          poured.acknowledged.push(input)
          if (pace > 0) await pause(pace)
        } else {
          // Too many, or not now: both are told, and waited for.
          poured.open.push(input)
          await pause(500)
        }
      } catch (error) {
        if (error instanceof Refused) throw error
        poured.open.push(input)
        await pause(20)
      }
    }
  }
  const done = Promise.all([...some, 'api' as const].map(one))
  // Told when it is waited for; until then it must not end the process.
  done.catch(() => undefined)
  return async () => {
    stopped = true
    await done
  }
}

/** Sends again whatever got no answer, with the same identity, and one of each kind that did get one, as retries do. */
export async function sendAgain(poured: Poured, to: Door, key: string): Promise<void> {
  for (const input of poured.open) await until(() => send(input, to, key), `taken when sent again: ${JSON.stringify(input)}`, 150)
  for (const kind of kinds) {
    const again = poured.acknowledged.findLast(input => input.kind === kind)
    if (again) await send(again, to, key)
  }
}

/** Exactly what was sent is there, each once, and the turns are fair. Waits until all of it is processed. Answers how many. */
export async function checkIntake(pool: pg.Pool, poured: Poured): Promise<number> {
  await untilProcessed(pool)
  const sent = [...poured.acknowledged, ...poured.open].map(input => input.email).sort()
  const { rows } = await pool.query<{ email: string; n: number }>(
    'select email, count(*) as n from lead where deleted_at is null group by email',
  )
  const found = new Map(rows.map(row => [row.email, row.n]))
  const wrong = [
    ...sent.filter(email => !found.has(email)).map(email => `lost: ${email}`),
    ...rows.filter(row => row.n !== 1).map(row => `${row.n} times: ${row.email}`),
    ...rows.filter(row => !sent.includes(row.email)).map(row => `never sent: ${row.email}`),
  ]
  if (wrong.length > 0) throw new Error(`${wrong.length} leads are wrong: ${wrong.slice(0, 5).join('; ')}`)
  const inbound = await pool.query<{ n: number; leads: number }>('select count(*) as n, count(distinct lead_id) as leads from inbound')
  if (inbound.rows[0]?.n !== sent.length || inbound.rows[0].leads !== sent.length)
    throw new Error(`${sent.length} inputs were sent; kept are ${JSON.stringify(inbound.rows[0])}`)
  await checkFairness(pool)
  return sent.length
}

async function checkFairness(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; most: number; least: number; members: number }>(
    `select t.name, max(n) as most, min(n) as least, count(*) as members from (
       select territory_id, owner_id, count(*) as n from lead where owner_id is not null group by territory_id, owner_id) shares
     join territory t on t.id = territory_id group by t.name`,
  )
  for (const { name, most, least } of rows) if (most - least > 1) throw new Error(`Turns in ${name} are not fair: ${most} and ${least}`)
}

async function untilProcessed(pool: pg.Pool): Promise<void> {
  for (let turn = 0; ; turn++) {
    const { rows } = await pool.query<{ waiting: number; errors: string | null }>(
      `select count(*) as waiting, string_agg(distinct error, '; ') as errors from inbound where state <> 'done'`,
    )
    if (rows[0]?.waiting === 0) return
    if (turn > 600) {
      const jobs =
        await pool.query(`select task_id, job_queue_id, locked_by, locked_at, now() - locked_at as held, run_at, attempts, max_attempts, last_error, count(*) as n
        from graphile_worker._private_jobs group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by n desc limit 10`)
      throw new Error(`${rows[0]?.waiting} inputs were not processed: ${rows[0]?.errors ?? 'no error'}; jobs: ${JSON.stringify(jobs.rows)}`)
    }
    await pause(100)
  }
}
