import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { insertRecords, parentsOf } from '../../platform/object/write.ts'
import { invalid, malformed, Refusal } from '../../platform/refuse.ts'

const megabyte = 1024 * 1024
export const largestFile = 25 * megabyte

/** Reads the multipart body of an upload and stores its file on the record that it names, which the actor must be able to see. */
export async function uploadFile(ctx: Context, body: Buffer, contentType: string): Promise<Row> {
  const type = ctx.registry.get('file')
  demand(ctx.actor, type, 'create')
  const form = await readForm(body, contentType)
  const file = form.get('file')
  if (!(file instanceof File) || file.name === '') throw invalid([{ field: 'file', code: 'required', message: 'Choose a file.' }])
  if (file.size > largestFile) throw new Refusal('file.too_large', `A file may have at most ${largestFile / megabyte} MB.`, { status: 413 })
  const [object, id] = [form.get('record_object'), form.get('record_id')]
  const parents = object === null && id === null ? {} : await parentsOf(ctx, { object, id })
  return storeFile(ctx, { name: file.name, content_type: file.type, content: Buffer.from(await file.arrayBuffer()) }, parents)
}

/** Stores bytes as a file on a record: `parents` as `parentsOf` answers them. For commands that have a file already, such as mail. */
export async function storeFile(
  ctx: Context,
  file: { name: string; content_type: string; content: Buffer },
  parents: Record<string, unknown>,
): Promise<Row> {
  const id = newId()
  const [row] = await insertRecords(ctx, 'file', [
    {
      id,
      name: safeName(file.name),
      content_type: /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(file.content_type) ? file.content_type : 'application/octet-stream',
      size: file.content.length,
      sha256: createHash('sha256').update(file.content).digest('hex'),
      ...parents,
    },
  ])
  if (!row) throw new Error('The file was not stored')
  await ctx.tx.insertInto('file_content').values({ file_id: id, content: file.content }).execute()
  return row
}

async function readForm(body: Buffer, contentType: string): Promise<FormData> {
  if (!/^multipart\/form-data\b/i.test(contentType))
    throw new Refusal('request.content_type', 'Send the file as multipart/form-data.', { status: 415 })
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw malformed('The multipart body is damaged.')
  }
}

/** The last part of a path, without what no file name may hold. */
const safeName = (name: string): string => {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const clean = last
    .replace(/\p{Cc}/gu, '')
    .toWellFormed()
    .trim()
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean.slice(-200)
}
