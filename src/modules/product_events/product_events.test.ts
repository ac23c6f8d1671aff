import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { PostHog } from 'posthog-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '../../platform/actor.ts'
import { hashApiKey, newApiKey } from '../../platform/auth/api_key.ts'
import { newId } from '../../platform/id.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { merge } from '../../platform/object/merge.ts'
import { createRecord, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { catchUp } from '../../platform/testing/context.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { account } from '../accounts/account.object.ts'
import { accountIdentity } from '../accounts/identity.ts'
import { territory } from '../assignment/territory.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { contactIdentity } from '../contacts/identity.ts'
import { setChannels } from '../inbound/channel.ts'
import { inbound } from '../inbound/inbound.module.ts'
import { processInbound } from '../inbound/process_inbound.ts'
import { conversation } from '../inbox/conversation.object.ts'
import { leadDerivations } from '../leads/lead.derive.ts'
import { lead } from '../leads/lead.object.ts'
import { address } from '../mail/address.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { activity } from '../timeline/activity.object.ts'
import { seedPeople } from '../users/people.testing.ts'
import { users } from '../users/users.module.ts'
import { applyPropertiesJob } from './apply_properties.job.ts'
import { forgetOldUsage } from './count_usage.ts'
import { followMerge } from './follow_merge.ts'
import { productEventChannel } from './product_event_channel.ts'
import { productEvents } from './product_events.module.ts'
import { accountUsage } from './usage.queries.ts'

const rest = {
  name: 'rest',
  objects: [lead, contact, account, activity, territory, address, mail, conversation],
  derivations: [...leadDerivations, contactIdentity, accountIdentity],
}
const server = useServer([users, inbound, productEvents, rest])

const key = newApiKey()
const readKey = newApiKey()
let people = { ada: '', sam: '' }
let url = ''
const posthogs: PostHog[] = []
/** How often the next requests are answered with 503 although the work is done, and what came. */
const fault = { times: 0, seen: [] as string[] }

beforeAll(async () => {
  setChannels([productEventChannel])
  people = await seedPeople(server)
  const keyRow = (secret: string, scopes: string[]) => ({
    id: newId(),
    user_id: people.ada,
    name: 'events',
    hash: hashApiKey(secret),
    prefix: secret.slice(0, 9),
    scopes,
    created_at: server.clock.now(),
    created_by: null,
    last_used_at: null,
    revoked_at: null,
  })
  await server.db
    .insertInto('api_key')
    .values([keyRow(key, ['events']), keyRow(readKey, ['read'])])
    .execute()
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await Promise.all(posthogs.map(one => one.shutdown()))
})

function posthog(options: { apiKey?: string } = {}): PostHog {
  const client = new PostHog(options.apiKey ?? key, {
    host: url,
    flushAt: 1_000,
    flushInterval: 60_000,
    fetchRetryDelay: 20,
    fetch: async (address, init) => {
      fault.seen.push(address)
      const answer = await fetch(address, init as RequestInit)
      if (fault.times === 0) return answer
      fault.times -= 1
      return new Response('later', { status: 503 })
    },
  })
  client.on('error', () => undefined)
  posthogs.push(client)
  return client
}

/** Works on what waits, as the worker would. */
async function work(): Promise<void> {
  const waiting = await server.db
    .selectFrom('inbound')
    .select('id')
    .where('state', '<>', 'done')
    .orderBy('received_at')
    .orderBy('id')
    .execute()
  for (const { id } of waiting) await processInbound(run => server.begin('product_event', run), id)
  const { rows } = await server.pool.query(
    "select j.id, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'apply_product_properties'",
  )
  for (const job of rows) {
    await server.begin('apply_product_properties', ctx => applyPropertiesJob.run(job.payload, ctx))
    await server.pool.query('delete from graphile_worker._private_jobs where id = $1', [job.id])
  }
}

const send = (body: unknown, path = '/capture/events') => server.app.inject({ method: 'POST', url: path, payload: body as object })
const signUp = async (distinct_id: string, properties: Record<string, unknown>, more: Record<string, unknown> = {}) => {
  const uuid = newId()
  const answer = await send({ api_key: key, event: 'user signed up', uuid, distinct_id, properties, ...more })
  expect(answer.json()).toEqual({ status: 1 })
  await work()
  return server.db.selectFrom('inbound').selectAll().where('source_id', '=', uuid).executeTakeFirstOrThrow()
}
const contactOf = (email: string) => server.db.selectFrom('contact').selectAll().where('email', '=', email).executeTakeFirstOrThrow()
const leadsOf = (email: string) => server.db.selectFrom('lead').selectAll().where('email', '=', email).execute()
const usageRow = (organization_key: string, event: string) =>
  server.db
    .selectFrom('usage_daily')
    .selectAll()
    .where('organization_key', '=', organization_key)
    .where('event', '=', event)
    .executeTakeFirst()

describe('posthog-node', () => {
  test('as it is: batch and gzip, sign-up to product-led lead, identify, groups, alias, flags', async () => {
    const client = posthog()
    client.groupIdentify({ groupType: 'organization', groupKey: 'org-fjord', properties: { name: 'Fjordlast AS' } })
    client.capture({
      distinctId: 'u-ines',
      event: 'user signed up',
      groups: { organization: 'org-fjord' },
      properties: {
        email: 'ines@fjordlast.example',
        name: 'Ines Berg',
        plan: 'teams',
        selected_deployment_type: 'cloud',
        is_organization_first_user: true,
      },
    })
    client.capture({ distinctId: 'u-ines', event: 'insight viewed' })
    client.capture({ distinctId: 'u-ines', event: 'insight viewed' })
    client.capture({ distinctId: 'u-ines', event: '$pageview' })
    client.alias({ distinctId: 'u-ines', alias: 'anon' })
    await client.flush()
    expect(await client.getAllFlags('u-ines')).toEqual({})
    await work()

    const made = await contactOf('ines@fjordlast.example')
    expect(made).toMatchObject({
      name: 'Ines Berg',
      plan: 'teams',
      selected_deployment_type: 'cloud',
      is_organization_first_user: true,
      product_signup_ts: null,
      role_at_organization: null,
    })
    const [theLead] = await leadsOf('ines@fjordlast.example')
    expect(theLead).toMatchObject({
      source: 'product_signup',
      product_led: true,
      plan: 'teams',
      selected_deployment_type: 'cloud',
      is_organization_first_user: true,
      account_id: made.account_id,
    })
    const company = await server.db.selectFrom('account').selectAll().where('id', '=', made.account_id).executeTakeFirstOrThrow()
    expect(company).toMatchObject({ name: 'Fjordlast AS', domain: 'fjordlast.example', external_id: 'org-fjord' })
    expect(await usageRow('org-fjord', 'insight viewed')).toMatchObject({ count: 2, users: 1 })
    expect(await usageRow('org-fjord', '$pageview')).toBeUndefined()

    client.identify({ distinctId: 'u-ines', properties: { email: 'ines@fjordlast.example', role_at_organization: 'engineering' } })
    await client.flush()
    await work()
    expect((await contactOf('ines@fjordlast.example')).role_at_organization).toBe('engineering')
  })

  test('tries again with the same uuids, and each counts once', async () => {
    const client = posthog()
    client.capture({ distinctId: 'u-retry', event: 'user signed up', properties: { email: 'retry@nordwind.example', plan: 'teams' } })
    client.capture({ distinctId: 'u-retry', event: 'report made' })
    fault.seen = []
    fault.times = 1
    await client.flush()
    expect(fault.seen).toHaveLength(2)
    await work()
    expect(await leadsOf('retry@nordwind.example')).toHaveLength(1)
    expect(await usageRow('nordwind.example', 'report made')).toMatchObject({ count: 1, users: 1 })
  })

  test('halves a batch that is too large until it fits', async () => {
    const client = posthog()
    // Random, so that gzip cannot make it small on the way; unpacked it is over the limit.
    for (let n = 0; n < 30; n++)
      client.capture({
        distinctId: 'u-big',
        event: 'big',
        groups: { organization: 'org-big' },
        properties: { data: randomBytes(450_000).toString('base64') },
      })
    await client.flush()
    while ((await usageRow('org-big', 'big'))?.count !== 30) await client.flush()
    expect(await usageRow('org-big', 'big')).toMatchObject({ count: 30, users: 1 })
  }, 30_000)

  test('with a wrong key is told so', async () => {
    const client = posthog({ apiKey: newApiKey() })
    client.capture({ distinctId: 'u-key', event: 'never counted', groups: { organization: 'org-key' } })
    await expect(client.flush()).rejects.toMatchObject({ status: 401 })
    expect(await usageRow('org-key', 'never counted')).toBeUndefined()
  })
})

describe('the ways in which clients pack it', () => {
  const event = (organization: string) => ({ api_key: key, event: 'packed', distinct_id: 'u', properties: { $groups: { organization } } })
  const json = (organization: string) => JSON.stringify(event(organization))
  const base64 = (organization: string) => Buffer.from(json(organization)).toString('base64')
  test.each([
    ['plain text', '/e/?ip=1', (o: string) => json(o), { 'content-type': 'text/plain' }],
    ['gzip by query', '/e/?compression=gzip-js', (o: string) => gzipSync(json(o)), { 'content-type': 'text/plain' }],
    ['gzip by header', '/i/v0/e/', (o: string) => gzipSync(json(o)), { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
    [
      'base64 in a form',
      '/capture/',
      (o: string) => new URLSearchParams({ data: base64(o) }).toString(),
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['bare base64', '/e', (o: string) => base64(o), { 'content-type': 'text/plain' }],
    ['a list', '/batch', (o: string) => JSON.stringify([event(o)]), { 'content-type': 'application/json' }],
    ['without a content type', '/capture', (o: string) => json(o), {}],
  ])('%s', async (name, path, pack, headers) => {
    const answer = await server.app.inject({ method: 'POST', url: path, payload: pack(name), headers })
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 1 }])
    expect(await usageRow(name, 'packed')).toMatchObject({ count: 1 })
  })
})

describe('hostile and broken', () => {
  const raw = (payload: Buffer | string, headers: Record<string, string> = {}) =>
    server.app.inject({ method: 'POST', url: '/batch/', payload, headers: { 'content-type': 'application/json', ...headers } })
  test.each([
    ['a zip bomb', () => raw(gzipSync(Buffer.alloc(200_000_000)), { 'content-encoding': 'gzip' }), 413],
    ['too large', () => raw(`{"api_key":"${key}","x":"${'a'.repeat(21_000_000)}"}`), 413],
    ['not gzip', () => raw('hello', { 'content-encoding': 'gzip' }), 400],
    ['not JSON', () => raw('{"a":'), 400],
    ['nothing', () => raw(''), 400],
    ['a number', () => raw('7'), 400],
    ['no key', () => raw('{"batch":[{"event":"x","distinct_id":"u"}]}'), 401],
    ['a key without the scope', () => raw(JSON.stringify({ api_key: readKey, batch: [] })), 401],
    ['a key that is no text', () => raw('{"api_key":{"a":1},"batch":[]}'), 401],
    [
      'very deep',
      () => raw(`{"api_key":"${key}","event":"x","distinct_id":"u","properties":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`),
      400,
    ],
    ['one event without a name', () => raw(JSON.stringify({ api_key: key, distinct_id: 'u' })), 400],
    ['an empty batch', () => raw(JSON.stringify({ api_key: key, batch: [] })), 200],
  ])('%s', async (_, run, status) => {
    const answer = await run()
    expect(answer.statusCode).toBe(status)
    if (status >= 400) expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  test('one bad event is kept where people see it; the rest of its batch is taken', async () => {
    const nul = `{"api_key":"${key}","batch":[{"event":"fine\\u0000","distinct_id":"u","properties":{"$groups":{"organization":"org-bad"},"x":"\\ud800\\u0000","__proto__":{"y":1}}},{"event":5},{"event":"fine","distinct_id":"v","properties":{"$groups":{"organization":"org-bad"}}}]}`
    const answer = await raw(nul)
    expect(answer.json()).toEqual({ status: 1, rejected: [{ index: 1, reason: 'It has no event name.' }] })
    expect(await usageRow('org-bad', 'fine')).toMatchObject({ count: 2, users: 2 })
    await raw(nul)
    await work()
    const kept = await server.db.selectFrom('inbound').selectAll().where('rule', '=', 'product_event.unreadable').execute()
    expect(kept).toMatchObject([{ outcome: 'needs_a_look', state: 'done' }])
    expect(kept[0]?.reason).toContain('It has no event name.')
  })

  test('the same batch many times at once counts once', async () => {
    const batch = Array.from({ length: 50 }, (_, n) => ({
      event: `e${n % 5}`,
      distinct_id: `u${n % 7}`,
      uuid: newId(),
      properties: { $groups: { organization: 'org-race' } },
    }))
    const answers = await Promise.all(Array.from({ length: 8 }, () => send({ api_key: key, batch: batch.toReversed() }, '/batch/')))
    expect(answers.map(answer => answer.statusCode)).toEqual(Array(8).fill(200))
    expect(await usageRow('org-race', '')).toMatchObject({ count: 50, users: 7 })
  })
})

describe('a sign-up', () => {
  test('without onboarding is a contact and no lead, and says so', async () => {
    const decided = await signUp('u1', { email: 'free@kaffeehaus.example', plan: 'free', product_signup_ts: '2026-11-01T08:00:00Z' })
    const made = await contactOf('free@kaffeehaus.example')
    expect(decided).toMatchObject({ outcome: 'filed', rule: 'product_event.contact', contact_id: made.id, lead_id: null })
    expect(decided.reason).toBe('A new contact at the new account Kaffeehaus. The plan free includes no onboarding, so there is no lead.')
    expect(made.product_signup_ts?.toISOString()).toBe('2026-11-01T08:00:00.000Z')
    expect(await leadsOf('free@kaffeehaus.example')).toEqual([])
    const events = await server.db.selectFrom('activity').selectAll().where('contact_id', '=', made.id).execute()
    expect(events).toMatchObject([{ kind: 'product_event', title: 'User signed up' }])

    const bought = await send({
      api_key: key,
      event: 'license purchased',
      distinct_id: 'u1',
      properties: { email: 'free@kaffeehaus.example', plan: 'Teams' },
    })
    expect(bought.statusCode).toBe(200)
    await work()
    expect(await leadsOf('free@kaffeehaus.example')).toMatchObject([{ product_led: true, contact_id: made.id, plan: 'Teams' }])
  })

  test('never overwrites what a person typed, and follows the product in the rest', async () => {
    await signUp('u2', {
      email: 'typed@kaffeehaus.example',
      plan: 'free',
      role_at_organization: 'marketing',
      selected_deployment_type: 'cloud',
    })
    const made = await contactOf('typed@kaffeehaus.example')
    const someone = { ...systemActor('page'), kind: 'user' as const, id: people.sam }
    await server.begin('test', ctx =>
      updateRecord({ ...ctx, actor: someone }, 'contact', made.id, { role_at_organization: 'founder' }, { trusted: true }),
    )
    await signUp('u2', {
      email: 'typed@kaffeehaus.example',
      plan: 'scale',
      role_at_organization: 'engineering',
      selected_deployment_type: 'hosted',
      phone: '+47 22 12 34 56',
    })
    expect(await contactOf('typed@kaffeehaus.example')).toMatchObject({
      role_at_organization: 'founder',
      selected_deployment_type: 'hosted',
      plan: 'scale',
      phone: '+4722123456',
    })
    await signUp('u2', { email: 'typed@kaffeehaus.example' })
    expect(await contactOf('typed@kaffeehaus.example')).toMatchObject({
      role_at_organization: 'founder',
      selected_deployment_type: 'hosted',
      plan: 'scale',
    })
  })

  test('of a second user goes onto the first one’s lead, and its owner hears', async () => {
    const first = await signUp('a1', { email: 'one@seilwerk.example', plan: 'teams' })
    await server.begin('test', ctx => updateRecord(ctx, 'lead', first.lead_id ?? '', { owner_id: people.sam }, { trusted: true }))
    const second = await signUp('a2', { email: 'two@seilwerk.example', name: 'Zwei', plan: 'teams' })
    expect(second).toMatchObject({ outcome: 'filed', rule: 'product_event.same_organization', lead_id: first.lead_id })
    expect(second.reason).toContain('worked on by Sam')
    expect(await leadsOf('two@seilwerk.example')).toEqual([])
    expect((await contactOf('two@seilwerk.example')).account_id).toBe((await contactOf('one@seilwerk.example')).account_id)
    const told = await server.db.selectFrom('notification').selectAll().where('user_id', '=', people.sam).execute()
    expect(told.map(one => one.text)).toContain('Zwei of Seilwerk signed up too')
    const again = await signUp('a1', { email: 'one@seilwerk.example', plan: 'teams' })
    expect(again).toMatchObject({ outcome: 'duplicate', lead_id: first.lead_id })
  })

  test('of two at once makes one account and one lead', async () => {
    const batch = ['x', 'y', 'z'].map(name => ({
      event: 'user signed up',
      distinct_id: name,
      properties: { email: `${name}@zugleich.example`, plan: 'teams', $groups: { organization: 'org-zugleich' } },
    }))
    await send({ api_key: key, batch }, '/batch')
    const waiting = await server.db.selectFrom('inbound').select('id').where('state', '<>', 'done').execute()
    await Promise.all(waiting.map(({ id }) => processInbound(run => server.begin('product_event', run), id)))
    const made = await server.db.selectFrom('lead').selectAll().where('domain', '=', 'zugleich.example').execute()
    expect(made).toHaveLength(1)
    expect(
      await server.db
        .selectFrom('contact')
        .selectAll()
        .where('account_id', '=', made[0]?.account_id ?? '')
        .execute(),
    ).toHaveLength(3)
  })

  test('into an organisation that somebody talks to makes no second lead', async () => {
    await signUp('c1', { email: 'one@redend.example', plan: 'free' })
    const known = await contactOf('one@redend.example')
    await server.begin('test', ctx =>
      insertRecords(ctx, 'conversation', [
        { subject: 'About SSO', status: 'open', owner_id: people.sam, account_id: known.account_id, last_message_at: ctx.now },
      ]),
    )
    const decided = await signUp('c2', { email: 'two@redend.example', plan: 'teams' })
    expect(decided).toMatchObject({ outcome: 'filed', rule: 'product_event.in_conversation' })
    expect(decided.reason).toContain('About SSO')
  })

  test('from free mail has no account, is grouped by organisation id, and joins the account that comes later', async () => {
    const first = await signUp('g1', { email: 'g1@gmail.com', plan: 'teams', organization_id: 'org-free' })
    expect(first.outcome).toBe('created')
    expect((await contactOf('g1@gmail.com')).account_id).toBeNull()
    const second = await signUp('g2', { email: 'g2@gmail.com', plan: 'teams', organization_id: 'org-free' })
    expect(second).toMatchObject({ outcome: 'filed', lead_id: first.lead_id })
    await signUp('g3', { email: 'chef@spaeter.example', plan: 'free', organization_id: 'org-free' })
    const later = await contactOf('chef@spaeter.example')
    expect(later.account_id).not.toBeNull()
    expect((await contactOf('g1@gmail.com')).account_id).toBe(later.account_id)
    expect((await contactOf('g2@gmail.com')).account_id).toBe(later.account_id)
  })

  test('finds the account by the organisation’s id first', async () => {
    const known = await server.begin('test', ctx =>
      createRecord(ctx, 'account', { name: 'Known GmbH', domain: 'known.example', external_id: 'org-known' }, { trusted: true }),
    )
    await signUp('k1', { email: 'consultant@other.example', organization_id: 'org-known' })
    expect((await contactOf('consultant@other.example')).account_id).toBe(known.id)
  })

  test('that names no address waits to be looked at; one that was identified before does not', async () => {
    expect(await signUp('nobody', { plan: 'teams' })).toMatchObject({ outcome: 'needs_a_look', rule: 'product_event.no_address' })
    await send({ api_key: key, event: '$identify', distinct_id: 'somebody', properties: { $set: { email: 'some@body.example' } } })
    expect(await signUp('somebody', { plan: 'free' })).toMatchObject({ outcome: 'filed' })
    expect((await contactOf('some@body.example')).plan).toBe('free')
  })
})

describe('usage of an account', () => {
  test('adds up by day and event over its organisations and domains', async () => {
    const headers = { authorization: `Bearer ${readKey}` }
    await signUp('w1', { email: 'w1@werk.example', organization_id: 'org-werk' })
    const { account_id } = await contactOf('w1@werk.example')
    const at = (hours: number) => new Date(server.clock.now().getTime() - hours * 3_600_000).toISOString()
    await send(
      {
        api_key: key,
        batch: [
          { event: 'insight viewed', distinct_id: 'w1', timestamp: at(0) },
          { event: 'insight viewed', distinct_id: 'w2', timestamp: at(0), properties: { email: 'w2@werk.example' } },
          { event: 'report made', distinct_id: 'w1', timestamp: at(48) },
          { event: 'report made', distinct_id: 'w1', timestamp: at(24 * 60) },
        ],
      },
      '/batch/',
    )
    const answer = await server.app.inject({ url: `/api/v1/accounts/${account_id}/usage?days=7`, headers })
    expect(answer.statusCode).toBe(200)
    const usage = answer.json()
    expect(usage.total).toBe(3)
    expect(usage.days).toHaveLength(7)
    expect(usage.days.at(-1)).toEqual({ day: at(0).slice(0, 10), events: 2, users: 2 })
    expect(usage.by_event).toEqual([
      { event: 'insight viewed', count: 2, users: 2 },
      { event: 'report made', count: 1, users: 1 },
    ])
    expect((await server.app.inject({ url: `/api/v1/accounts/${newId()}/usage`, headers })).statusCode).toBe(404)
    expect((await server.app.inject({ url: `/api/v1/accounts/${account_id}/usage` })).statusCode).toBe(401)
    await server.begin('test', ctx => forgetOldUsage({ ...ctx, now: new Date(ctx.now.getTime() + 50 * 86_400_000) }))
    expect((await server.app.inject({ url: `/api/v1/accounts/${account_id}/usage?days=7`, headers })).json().total).toBe(3)
  })
})

test('usage goes along when accounts are merged', async () => {
  await signUp('m1', { email: 'm1@merge.example', organization_id: 'org-m1' })
  await signUp('m2', { email: 'm2@verge.example', organization_id: 'org-m2' })
  const winner = (await contactOf('m1@merge.example')).account_id ?? ''
  const loser = (await contactOf('m2@verge.example')).account_id ?? ''
  await send({ api_key: key, event: 'merged use', distinct_id: 'm2' })
  const total = async () => (await server.begin('test', ctx => accountUsage(ctx, winner, 30))).by_event
  expect(await total()).toEqual([])
  await server.begin('start', ctx => registerConsumers(ctx, [followMerge]))
  const merged = await server.begin('test', ctx => merge(ctx, ctx.registry.get('account'), { winner_id: winner, loser_ids: [loser] }))
  await server.begin('test', ctx => catchUp(server.db, ctx, followMerge))
  expect(await total()).toEqual([{ event: 'merged use', count: 1, users: 1 }])
  await server.begin('test', ctx => undoBatch(ctx, merged.batch_id))
  await server.begin('test', ctx => catchUp(server.db, ctx, followMerge))
  expect(await total()).toEqual([])
})

test('clients that ask for more than capture get an empty answer', async () => {
  expect((await send({ token: key, distinct_id: 'u' }, '/flags/?v=2')).json()).toMatchObject({ flags: {} })
  expect((await send({}, '/decide/?v=3')).json()).toMatchObject({ featureFlags: {} })
  expect((await server.app.inject({ url: '/array/x/config' })).json()).toEqual({})
  expect((await server.app.inject({ url: '/array/x/config.js' })).statusCode).toBe(200)
})
