import { Readable } from 'node:stream'
import type { Context } from '../context.ts'
import { Reply } from '../http/route.ts'
import { forbidden, malformed } from '../refuse.ts'
import { type ListQuery, listRecords, type Row } from './list.ts'
import { queryBody } from './list_query.ts'
import { demand, readableFields } from './permission.ts'
import type { ObjectType } from './registry.ts'

/** A cell that a spreadsheet would run as a formula is written as text (CSV injection). */
const defused = (text: string) =>
  /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+$/.test(text) && !/^\+[\d ()-]+$/.test(text) ? `'${text}` : text

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'string'
        ? defused(value)
        : Array.isArray(value)
          ? value.join(';')
          : typeof value === 'object'
            ? JSON.stringify(value)
            : String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A list as CSV, with the fields' API names as header, streamed page by page in constant memory. Filters, sort and permissions
 * are those of the list itself.
 */
export async function exportRecords(ctx: Context, type: ObjectType, encoded: string | undefined): Promise<Reply> {
  demand(ctx.actor, type, 'read')
  if (ctx.actor.user && !ctx.actor.rights.export) throw forbidden('Your role may not export.')
  const query = readQuery(encoded)
  const fields = query.fields ?? readableFields(ctx.actor, type).filter(name => type.fields[name]?.kind !== 'json')
  const first = await listRecords(ctx, type, { ...query, fields, limit: 200 })
  const names = ['id', ...fields.filter(name => name !== 'id')]
  const line = (row: Row) => `${names.map(name => cell(row[name])).join(',')}\r\n`

  async function* pages() {
    yield `${names.join(',')}\r\n`
    for (let page = first; ; ) {
      yield page.rows.map(line).join('')
      if (!page.nextCursor) return
      page = await listRecords(ctx, type, { ...query, fields, limit: 200, cursor: page.nextCursor })
    }
  }
  return new Reply(200, Readable.from(pages()), {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${type.plural}.csv"`,
  })
}

function readQuery(encoded: string | undefined): ListQuery {
  if (!encoded) return {}
  try {
    return queryBody.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')))
  } catch {
    throw malformed('“query” must be a list query as base64url of its JSON.')
  }
}
