import { z } from 'zod'
import { Reply, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { findRecord } from '../../platform/object/list.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { demand } from '../../platform/object/permission.ts'
import { notFound } from '../../platform/refuse.ts'
import { file } from './file.object.ts'
import { uploadFile } from './upload_file.ts'

/** RFC 6266: the plain name for old programs, the real one for the rest. */
const disposition = (name: string): string =>
  `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)}`

export const files: Module = {
  name: 'files',
  objects: [file],
  routes: [
    route({
      method: 'POST',
      path: '/api/v1/files',
      tag: 'Files',
      auth: 'user',
      summary: 'Put a file on a record',
      description: 'multipart/form-data with `file`, `record_object` and `record_id`; at most 25 MB.',
      rawBody: true,
      status: 201,
      schemas: { response: 'File' },
      run: async (ctx, { raw, headers }) =>
        tagged(ctx, ctx.registry.get('file'), await uploadFile(ctx, raw ?? Buffer.alloc(0), headers['content-type'] ?? ''), 201),
    }),
    route({
      method: 'GET',
      path: '/api/v1/files/{id}/content',
      tag: 'Files',
      auth: 'user',
      summary: 'Download a file',
      params: z.object({ id: z.uuid() }),
      run: async (ctx, { params }) => {
        const type = ctx.registry.get('file')
        demand(ctx.actor, type, 'read')
        const row = await findRecord(ctx, type, params.id)
        if (!row || row.deleted_at !== null) throw notFound()
        const stored = await ctx.tx.selectFrom('file_content').select('content').where('file_id', '=', params.id).executeTakeFirst()
        if (!stored) throw notFound()
        // Never shown by the browser in our own name: a file may be a page with scripts.
        return new Reply(200, stored.content, {
          'content-type': String(row.content_type),
          'content-disposition': disposition(String(row.name)),
          'x-content-type-options': 'nosniff',
          'content-security-policy': "sandbox; default-src 'none'",
          'cache-control': 'private, no-store',
        })
      },
    }),
  ],
}
