import { createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { deleteRecords, insertRecords, updateRecords } from '../../platform/object/write.ts'
import { catchUp, commit, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { form } from '../forms/form.object.ts'
import { lead } from '../leads/lead.object.ts'
import { checkEvents, createWebhook, rotateSecret } from './create_webhook.ts'
import { deliverWebhook, repeatDelivery } from './deliver_webhook.job.ts'
import { listDeliveries } from './deliveries.queries.ts'
import { isInside, isLoopback, postOutside } from './post_outside.ts'
import { ping, queueDeliveries } from './queue_deliveries.ts'
import { webhook } from './webhook.object.ts'

const base = useDatabase({ max: 4 })
const received: { headers: http.IncomingHttpHeaders; body: string }[] = []
let answer: (response: http.ServerResponse) => void
const receiver = http.createServer((request, response) => {
  let body = ''
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    received.push({ headers: request.headers, body })
    answer(response)
  })
})
let ctx: Context
let url: string
let hook: { id: string; secret: string }

beforeAll(async () => {
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  ctx = testContext(base.db, { definitions: [webhook, lead, form], derivations: [checkEvents], actor: userActor() })
  await commit(base.db, ctx, one => registerConsumers(one, [queueDeliveries]))
  const { row, secret } = await commit(base.db, ctx, one => createWebhook(one, { url, events: ['lead.*', 'form.created'] }))
  hook = { id: row.id, secret }
})
afterAll(async () => {
  await new Promise(resolve => receiver.close(resolve))
})
beforeEach(() => {
  received.length = 0
  answer = response => response.writeHead(204).end()
})

const deliveries = async () => (await listDeliveries(ctx, hook.id, { limit: 200 })).data
const run = (id: string, now = testNow) => deliverWebhook.run({ id }, work => commit(base.db, { ...ctx, now }, work))
const makeLead = () => commit(base.db, ctx, one => insertRecords(one, 'lead', [{ name: 'Zoë', source: 'manual', status: 'new' }]))
/** The newest delivery that waits. */
const waiting = async () => {
  await catchUp(base.db, ctx, queueDeliveries)
  const found = (await deliveries()).filter(one => one.state === 'waiting')
  expect(found).toHaveLength(1)
  return String(found[0]?.id)
}

describe('a delivery', () => {
  test('is signed, says what happened and shows the record without sensitive fields', async () => {
    const [row] = await makeLead()
    const id = await waiting()
    await run(id)
    expect(received).toHaveLength(1)
    const [{ headers, body } = { headers: {}, body: '' }] = received
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['hedgerow-signature'])) ?? []
    expect(t).toBe(String(testNow.getTime() / 1_000))
    expect(v1).toBe(createHmac('sha256', hook.secret).update(`${t}.${body}`).digest('hex'))
    expect(JSON.parse(body)).toMatchObject({
      id,
      type: 'lead.created',
      created_at: testNow.toISOString(),
      data: {
        object: 'lead',
        record_id: row?.id,
        changes: { name: [null, 'Zoë'] },
        actor: { kind: 'user', means: 'page' },
        record: { id: row?.id, name: 'Zoë' },
      },
    })
    expect((await deliveries()).find(one => one.id === id)).toMatchObject({
      state: 'delivered',
      attempts: 1,
      last_status: 204,
      delivered_at: testNow,
    })
    await commit(base.db, ctx, one =>
      insertRecords(one, 'form', [
        { name: 'F', slug: 'f', fields: [], redirect_hosts: [], source: 'contact_form', active: true, captcha: { secret: 'x' } },
      ]),
    )
    await run(await waiting())
    expect(received[1]?.body).toContain('"slug":"f"')
    expect(received[1]?.body).not.toContain('captcha')
  })

  test('is only for the events that were asked for, and written once', async () => {
    const before = (await deliveries()).length
    await commit(base.db, ctx, one => updateRecords(one, 'webhook', [{ id: hook.id, changes: { description: 'mine' } }]))
    await catchUp(base.db, ctx, queueDeliveries)
    expect(await deliveries()).toHaveLength(before)
    await makeLead()
    const id = await waiting()
    await base.pool.query(`update consumer set xid = '0', seq = 0 where name = 'webhooks'`)
    await catchUp(base.db, ctx, queueDeliveries)
    await run(id)
    // Entries from before the webhook was made are delivered by such a rewind only; none twice.
    expect(new Set((await deliveries()).map(one => one.position)).size).toBe((await deliveries()).length)
  })

  test('fails, waits longer each time, and is given up after three days', async () => {
    answer = response => response.writeHead(500).end('x'.repeat(5_000))
    await makeLead()
    const id = await waiting()
    await run(id)
    const find = async () => (await deliveries()).find(one => one.id === id)
    expect(await find()).toMatchObject({
      state: 'failed',
      attempts: 1,
      last_status: 500,
      last_response: 'x'.repeat(2_048),
      next_attempt_at: new Date(testNow.getTime() + 10_000),
    })
    await run(id, new Date(testNow.getTime() + 72 * 3_600_000 - 5_000))
    expect(await find()).toMatchObject({ state: 'given_up', attempts: 2, next_attempt_at: null })
    answer = response => response.writeHead(200).end('ok')
    expect(await commit(base.db, ctx, one => repeatDelivery(one, id))).toBe(true)
    await run(id)
    expect(await find()).toMatchObject({ state: 'delivered', last_response: 'ok' })
    expect(JSON.parse(received.at(-1)?.body ?? '{}').id).toBe(id)
  })

  test('follows no redirect', async () => {
    answer = response => response.writeHead(302, { location: url }).end()
    await makeLead()
    const id = await waiting()
    await run(id)
    expect(received).toHaveLength(1)
    expect((await deliveries()).find(one => one.id === id)).toMatchObject({ state: 'failed', last_status: 302 })
  })

  test('can be asked for as a test, and another secret takes over at once', async () => {
    const secret = await commit(base.db, ctx, one => rotateSecret(one, hook.id))
    expect(secret).not.toBe(hook.secret)
    const id = await commit(base.db, ctx, one => ping(one, hook.id))
    await run(id)
    const [{ headers, body } = { headers: {}, body: '' }] = received
    const t = /t=(\d+)/.exec(String(headers['hedgerow-signature']))?.[1]
    expect(headers['hedgerow-signature']).toContain(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'))
    expect(JSON.parse(body).type).toBe('ping')
  })

  test('is given up when the webhook is gone', async () => {
    await makeLead()
    const id = await waiting()
    await commit(base.db, ctx, one => deleteRecords(one, 'webhook', [hook.id]))
    await run(id)
    expect(received).toEqual([])
    expect((await deliveries()).find(one => one.id === id)).toMatchObject({
      state: 'given_up',
      last_error: 'The webhook was switched off.',
    })
  })
})

test('a secret is neither in the log nor readable in the database', async () => {
  const { row, secret } = await commit(base.db, ctx, one => createWebhook(one, { url, events: ['*'] }))
  const { rows } = await base.pool.query('select changes::text as t from change_log where record_id = $1', [row.id])
  expect(JSON.stringify(rows)).not.toContain(secret)
  const stored = await base.db.selectFrom('webhook').select('secret_sealed').where('id', '=', row.id).executeTakeFirstOrThrow()
  expect(stored.secret_sealed).toBe(`sealed:${secret}`)
})

test.each([[['lead']], [[]], ['*'], [['lead.created', 7]]])('refuses the events %j', async events => {
  await expect(commit(base.db, ctx, one => createWebhook(one, { url, events }))).rejects.toMatchObject({ errors: [{ field: 'events' }] })
})

describe('addresses inside the network', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
  ])('%s', address => expect(isInside(address)).toBe(true))
  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('not %s', address => expect(isInside(address)).toBe(false))
  test('are refused by number and by name', async () => {
    const post = (target: string) => postOutside({ url: target, body: '{}', headers: {}, allowInside: false })
    await expect(post(url)).rejects.toThrow(/inside the network/)
    await expect(post(url.replace('127.0.0.1', 'localhost'))).rejects.toThrow(/inside the network/)
    await expect(post('http://[::1]:9/')).rejects.toThrow(/inside the network/)
    await expect(post('http://2130706433/')).rejects.toThrow(/inside the network/)
    expect(received).toEqual([])
  })
  test('a slow receiver is not waited for', async () => {
    answer = () => undefined
    await expect(postOutside({ url, body: '{}', headers: {}, allowInside: true, timeout: 100 })).rejects.toThrow(/No answer within/)
  })
  test.each([
    ['http://localhost:3000', true],
    ['http://127.0.0.1:3000', true],
    ['http://[::1]:3000', true],
    ['https://crm.example.com', false],
  ])('isLoopback(%s) is %s', (target, loopback) => expect(isLoopback(target)).toBe(loopback))
})
