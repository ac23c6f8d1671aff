import { PassThrough } from 'node:stream'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { Reply } from '../http/route.ts'
import { forbidden, malformed } from '../refuse.ts'
import type { Field } from './field.ts'
import { checkFields, type ListQuery, wholeList } from './list.ts'
import { queryBody } from './list_query.ts'
import { demand, readableFields } from './permission.ts'
import type { ObjectType } from './registry.ts'

const fetched = 2_000

/** A text as a cell: quoted where it must be, and defused where a spreadsheet would run it as a formula (CSV injection). */
const textCell = (text: string): string => {
  const isFormula = `(left(${text}, 1) in ('=', '+', '-', '@', e'\\t', e'\\r') and ${text} !~ '^[+-]?[0-9.,]+$' and ${text} !~ '^\\+[0-9 ()-]+$')`
  // What a formula may begin with sorts before letters, byte by byte.
  return quotedCell(text, `case when ${text} collate "C" < 'A' and ${isFormula} then '''' || ${text} else ${text} end`)
}
const quotedCell = (text: string, safe = text) =>
  `case when translate(${text}, e'",\\n\\r', '') <> ${text} then '"' || replace(${safe}, '"', '""') || '"' else ${safe} end`

const isPlain = (value: string) => /^[a-z0-9][\w-]*$/i.test(value)

function cell(name: string, field: Field | undefined): string {
  const column = `t."${name.replaceAll('"', '""')}"`
  switch (field?.kind) {
    case 'datetime':
      // As `Date.toJSON` writes it, at half of what `to_char` takes: with a microsecond more, the milliseconds are always written out.
      return `overlay(left((${column} + interval '1 microsecond')::text, 23) placing 'T' from 11) || 'Z'`
    case 'number':
      // Without an exponent, as other programs read it.
      return field.integer ? column : `case when abs(${column}) < 1e15 then ${column}::text else ${column}::numeric::text end`
    case 'checkbox':
      return `${column}::text`
    case 'ref':
    case 'user':
    case 'date':
    case 'money':
    case undefined:
      return column
    case 'choices':
    case 'emails':
    case 'refs':
      return quotedCell(`array_to_string(${column}, ';')`)
    case 'json':
      return quotedCell(`${column}::text`)
    case 'choice':
      return field.options?.length && field.options.every(({ value }) => isPlain(value)) ? column : textCell(column)
    default:
      return textCell(column)
  }
}

/** A row as one line. `concat` takes nothing for null, and at most a hundred arguments. */
function lineSql(type: ObjectType, names: readonly string[]): RawBuilder<unknown> {
  const cells = names.map(name => cell(name, type.fields[name]))
  const groups: string[] = []
  for (let from = 0; from < cells.length; from += 40) groups.push(`concat(${cells.slice(from, from + 40).join(", ',', ")})`)
  return sql.raw(`${groups.join(" || ',' || ")} || e'\\r\\n' as line`)
}

/**
 * A list as CSV, with the fields' API names as header: its lines are made by the database and stream through a cursor, as they were at
 * one moment, in constant memory and no faster than they are read. Filters, sort and permissions are those of the list itself.
 */
export async function exportRecords(ctx: Context, type: ObjectType, encoded: string | undefined): Promise<Reply> {
  demand(ctx.actor, type, 'read')
  if (ctx.actor.user && !ctx.actor.rights.export) throw forbidden('Your role may not export.')
  const query = readQuery(encoded)
  checkFields(ctx, type, query.fields)
  const fields = query.fields ?? readableFields(ctx.actor, type).filter(name => type.fields[name]?.kind !== 'json')
  const names = ['id', ...fields.filter(name => name !== 'id')]
  const statement = wholeList(ctx, type, query, lineSql(type, names))
  const lines = new PassThrough()
  lines.write(`${names.join(',')}\r\n`)
  send(ctx, statement, lines).then(
    () => lines.end(),
    error => lines.destroy(error),
  )
  return new Reply(200, lines, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${type.plural}.csv"`,
  })
}

async function send(ctx: Context, statement: RawBuilder<unknown>, into: PassThrough): Promise<void> {
  const fetchAll = async (tx: Kysely<Database>) => {
    // Somebody's slow line may keep it waiting, but not for ever.
    await sql`set local idle_in_transaction_session_timeout = '10min'`.execute(tx)
    await sql`/*dynamic*/ declare export no scroll cursor for ${statement}`.execute(tx)
    // The next lines are made while these are sent.
    const fetch = () => {
      const found = sql<{ line: string }>`fetch ${sql.lit(fetched)} from export`.execute(tx)
      // Whether it failed is asked once what came before it is sent.
      found.catch(() => undefined)
      return found
    }
    let next = fetch()
    for (;;) {
      const { rows } = await next
      // Who went away during the fetch has closed already, and no further event would come.
      if (rows.length === 0 || into.destroyed) return
      next = fetch()
      let text = ''
      for (const { line } of rows) text += line
      if (!into.write(text)) await new Promise<void>(resolve => into.once('drain', resolve).once('close', resolve))
    }
  }
  // The cursor needs a transaction, which a read over HTTP has not (mount_route.ts) and the command line has.
  const db: Kysely<Database> = ctx.tx
  await (db.isTransaction ? fetchAll(db) : db.transaction().execute(fetchAll))
}

function readQuery(encoded: string | undefined): ListQuery {
  if (!encoded) return {}
  try {
    return queryBody.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')))
  } catch {
    throw malformed('“query” must be a list query as base64url of its JSON.')
  }
}
