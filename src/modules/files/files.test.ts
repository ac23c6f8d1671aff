import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { Reply, type Route } from '../../platform/http/route.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { commit, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { file } from './file.object.ts'
import { files } from './files.module.ts'
import { largestFile, uploadFile } from './upload_file.ts'

const base = useDatabase({ max: 4 })
const me = userActor(
  {},
  {
    objects: {
      '*': { create: 'all', read: 'all', update: 'all', delete: 'all' },
      lead: { create: 'all', read: 'own', update: 'own', delete: 'none' },
    },
  },
)
let ctx: Context
let mine: string
let foreign: string

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [file, lead, contact, account, opportunity], actor: me })
  const rows = await commit(base.db, ctx, one =>
    insertRecords(one, 'lead', [
      { name: 'Mine', source: 'manual', status: 'new', owner_id: me.id },
      { name: 'Foreign', source: 'manual', status: 'new', owner_id: userActor().id },
    ]),
  )
  mine = String(rows[0]?.id)
  foreign = String(rows[1]?.id)
})

async function send(parts: Record<string, string | File>, actor = me) {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) form.append(name, value)
  const request = new Response(form)
  const body = Buffer.from(await request.arrayBuffer())
  return commit(base.db, { ...ctx, actor }, one => uploadFile(one, body, request.headers.get('content-type') ?? ''))
}
const download = async (id: string, actor = me): Promise<Reply> => {
  const route = files.routes?.find(one => one.method === 'GET') as Route
  const reply = await route.run(
    { ...ctx, actor },
    { params: { id }, query: {}, body: undefined, headers: {}, ip: '', sessionId: null, raw: null },
  )
  if (!(reply instanceof Reply)) throw new Error('No reply')
  return reply
}
const bytes = Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10, 45, 45])

describe('a file', () => {
  test('comes back as it was, never to be shown in our name', async () => {
    const row = await send({
      file: new File([bytes], '../Angebot „Müller“\u0007.html', { type: 'text/html' }),
      record_object: 'lead',
      record_id: mine,
    })
    expect(row).toMatchObject({
      name: 'Angebot „Müller“.html',
      content_type: 'text/html',
      size: bytes.length,
      lead_id: mine,
      record_object: 'lead',
      record_id: mine,
    })
    expect(row.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    const reply = await download(row.id)
    expect(reply.body).toEqual(bytes)
    expect(reply.headers['content-disposition']).toBe(
      `attachment; filename="Angebot _M_ller_.html"; filename*=UTF-8''Angebot%20%E2%80%9EM%C3%BCller%E2%80%9C.html`,
    )
    expect(reply.headers['x-content-type-options']).toBe('nosniff')
    const { rows } = await base.pool.query('select kind from change_log where record_id = $1', [row.id])
    expect(rows).toEqual([{ kind: 'file.created' }])
  })

  test('is seen by whoever sees its record', async () => {
    const row = await send({ file: new File([bytes], 'a.bin'), record_object: 'leads', record_id: foreign }, userActor())
    expect(row.content_type).toBe('application/octet-stream')
    await expect(download(row.id)).rejects.toMatchObject({ status: 404 })
    await expect(send({ file: new File([bytes], 'a.bin'), record_object: 'lead', record_id: foreign })).rejects.toMatchObject({
      code: 'input.invalid',
    })
  })

  test('is refused when it is none, too large, or its request is damaged', async () => {
    await expect(send({ file: 'just text', record_object: 'lead', record_id: mine })).rejects.toMatchObject({ errors: [{ field: 'file' }] })
    await expect(send({ file: new File([new Uint8Array(largestFile + 1)], 'big') })).rejects.toMatchObject({ status: 413 })
    await expect(commit(base.db, ctx, one => uploadFile(one, Buffer.from('xx'), 'multipart/form-data; boundary=y'))).rejects.toMatchObject({
      status: 400,
    })
    await expect(commit(base.db, ctx, one => uploadFile(one, Buffer.from('{}'), 'application/json'))).rejects.toMatchObject({ status: 415 })
  })
})
