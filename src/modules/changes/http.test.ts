import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allRights } from '../../platform/actor.ts'
import { apiKeyPrefix, hashApiKey, newApiKey } from '../../platform/auth/api_key.ts'
import { newId } from '../../platform/id.ts'
import { startLogListener } from '../../platform/log/listen.ts'
import type { Module } from '../../platform/module.ts'
import { storeUser, userActor } from '../../platform/testing/context.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { files } from '../files/files.module.ts'
import { lead } from '../leads/lead.object.ts'
import { notes } from '../notes/notes.module.ts'
import { notifications } from '../notifications/notifications.module.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { search } from '../search/search.module.ts'
import { tasks } from '../tasks/tasks.module.ts'
import { timeline } from '../timeline/timeline.module.ts'
import { user } from '../users/user.object.ts'
import { views } from '../views/views.module.ts'
import { webhooks } from '../webhooks/webhooks.module.ts'
import { changes } from './changes.module.ts'
import { closeStreams, tellStreams } from './live.ts'

const records: Module = { name: 'records', objects: [lead, contact, account, opportunity, user] }
const server = useServer([records, changes, search, files, notes, notifications, tasks, timeline, views, webhooks])
const me = userActor({ role: 'everything' })
const key = newApiKey()
const keyId = newId()
let url: string
let listener: { close: () => Promise<void> }

beforeAll(async () => {
  await server.pool.query(
    `insert into role (id, key, label, rights, created_at, updated_at, version) values ($1, 'everything', 'Everything', $2, now(), now(), 1)`,
    [newId(), allRights],
  )
  await storeUser(server.db, me)
  await server.pool.query(
    `insert into api_key (id, name, user_id, prefix, hash, scopes, created_at) values ($1, 'test', $2, $3, $4, '{all}', now())`,
    [keyId, me.id, apiKeyPrefix(key), hashApiKey(key)],
  )
  url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  listener = await startLogListener({ url: server.url, onNotify: tellStreams })
})
afterAll(async () => {
  closeStreams()
  await listener.close()
})

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body),
  })
const json = async (method: string, path: string, body?: unknown) =>
  (await (await call(method, path, body)).json()) as Record<string, unknown> & { id: string }

/** Follows the stream until it holds the text, or it ends. */
async function followUntil(response: Response, text: string): Promise<string> {
  let read = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  while (reader && !read.includes(text)) {
    const { value, done } = await reader.read()
    if (done) break
    read += value
  }
  await reader?.cancel()
  return read
}

describe('over HTTP', () => {
  test('a change is on the stream, in the events, on the timeline', async () => {
    expect((await fetch(`${url}/api/v1/stream`)).status).toBe(401)
    const stream = await call('GET', '/api/v1/stream')
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    const { id } = await json('POST', '/api/v1/contacts', { name: 'Zoë' })
    const text = await followUntil(stream, id)
    expect(text).toMatch(/^retry: 2000\n\n/)
    const position = /id: (\S+)\nevent: change\ndata: \{[^\n]*"object":"contact"/.exec(text)?.[1]
    const { data } = (await json('GET', '/api/v1/events?objects=contact')) as unknown as { data: { position: string; actor: unknown }[] }
    expect(data.at(-1)).toMatchObject({ position, object: 'contact', record_id: id, actor: { kind: 'key', id: keyId, name: 'test' } })
    expect(await json('GET', `/api/v1/events?after=${position}`)).toEqual({ data: [], next_after: position, has_more: false })
    expect((await call('GET', '/api/v1/events?after=yesterday')).status).toBe(400)
    const resumed = await call('GET', '/api/v1/stream', undefined, { 'last-event-id': String(position) })
    await json('POST', '/api/v1/tasks', { subject: 'Call', record: { object: 'contact', id } })
    expect(await followUntil(resumed, 'task.created')).not.toContain('lead.created')
    expect(
      ((await json('GET', `/api/v1/contacts/${id}/timeline`)) as unknown as { data: { kind: string }[] }).data.map(entry => entry.kind),
    ).toEqual(['task', 'assignment'])
  })

  test('a stream ends when the server stops', async () => {
    const stream = await call('GET', '/api/v1/stream')
    setTimeout(closeStreams, 50)
    expect(await followUntil(stream, 'never')).toContain('retry')
  })

  test('a file goes up and comes down', async () => {
    const { id } = await json('POST', '/api/v1/contacts', { name: 'With file' })
    const form = new FormData()
    form.append('file', new File(['<script>alert(1)</script>'], 'x.html', { type: 'text/html' }))
    form.append('record_object', 'contact')
    form.append('record_id', id)
    const file = await json('POST', '/api/v1/files', form)
    expect(file).toMatchObject({ name: 'x.html', size: 25, record: { object: 'contact', id } })
    const content = await call('GET', `/api/v1/files/${file.id}/content`)
    expect(content.headers.get('content-disposition')).toContain('attachment; filename="x.html"')
    expect(content.headers.get('content-security-policy')).toContain('sandbox')
    expect(await content.text()).toBe('<script>alert(1)</script>')
    expect((await call('DELETE', `/api/v1/files/${file.id}`)).status).toBe(200)
    expect((await call('GET', `/api/v1/files/${file.id}/content`)).status).toBe(404)
  })

  test('a webhook’s secret is shown once', async () => {
    const made = await json('POST', '/api/v1/webhooks', { url: 'https://example.com/hook', events: ['lead.*'] })
    expect(made.secret).toMatch(/^whsec_/)
    expect(await json('GET', `/api/v1/webhooks/${made.id}`)).not.toHaveProperty('secret')
    expect(await json('POST', `/api/v1/webhooks/${made.id}/ping`)).toHaveProperty('delivery_id')
    expect(((await json('GET', `/api/v1/webhooks/${made.id}/deliveries`)) as unknown as { data: unknown[] }).data).toMatchObject([
      { kind: 'ping', state: 'waiting' },
    ])
  })

  test('the rest answers as described', async () => {
    expect(await json('GET', '/api/v1/search?q=zo')).toMatchObject({ data: [], took_ms: expect.any(Number) })
    expect((await call('GET', '/api/v1/search')).status).toBe(400)
    expect(await json('GET', '/api/v1/notifications')).toEqual({ data: [], unread: 0 })
    expect((await call('POST', '/api/v1/notifications/read', {})).status).toBe(204)
    const view = await json('POST', '/api/v1/views', { name: 'All', object: 'contact' })
    expect(await json('POST', '/api/v1/views/counts', { ids: [view.id] })).toEqual({ data: { [view.id]: { value: 2, exact: true } } })
    const { id } = await json('POST', '/api/v1/tasks', { subject: 'Do' })
    expect((await json('POST', `/api/v1/tasks/${id}/complete`)).done_at).not.toBeNull()
    expect((await json('POST', `/api/v1/tasks/${id}/reopen`)).done_at).toBeNull()
    expect((await call('POST', '/api/v1/activities', { kind: 'form', record: { object: 'task', id } })).status).toBe(422)
    expect(await json('GET', '/api/v1/batches')).toEqual({ data: [], next_cursor: null })
    const deleted = (await json('POST', '/api/v1/tasks/bulk', { ids: [id], action: 'delete' })).batch_id
    expect(await json('POST', `/api/v1/batches/${deleted}/undo`)).toMatchObject({ count: 1 })
    expect(await json('GET', `/api/v1/batches/${deleted}`)).toMatchObject({
      label: 'Deleted 1 task',
      can_undo: false,
      actor: { name: 'test' },
    })
  })
})
