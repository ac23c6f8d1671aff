import fs from 'node:fs'
import v8 from 'node:v8'
import { sql } from 'kysely'
import type { Ground } from '../app/program.ts'
import { searchConsumer } from '../modules/search/search.module.ts'
import { systemActor } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { consumeNext } from '../platform/jobs/consume.ts'
import { openBatch } from '../platform/log/change_log.ts'
import type { ObjectType } from '../platform/object/registry.ts'
import { StartError } from '../platform/start_error.ts'
import { answer, answerJson, progress, UsageError, type Values } from './command.ts'
import { onGround } from './ground.ts'
import { type Imported, type ImportRow, importRows, type RefusedRow } from './import_rows.ts'
import { type CsvRow, csvReader } from './read_csv.rule.ts'

const importable = ['lead', 'contact', 'account']
const perPortion = 4_000
/** Of the log at once: words are dear to write one by one, and cheap in the order of many. */
const perSearch = 20_000
const mostNamed = 50

/**
 * `hedgerow import OBJECT FILE`: streamed, set-based, by the same rules as every other door, as one batch that is undone as a whole.
 * When it says that it is done, search finds all of it. Refused rows are named by their lines and, with `--refused`, written to a file.
 */
export async function importRecords(values: Values, [object = '', file = '']: string[]): Promise<number> {
  if (!fs.existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  // It makes objects by the million and idles never: the small room for new ones that suits the program would cost a third of its time.
  v8.setFlagsFromString('--semi-space-growth-factor=4')
  const done = await onGround(ground => importFile(ground, object, file, typeof values.refused === 'string' ? values.refused : null))
  const { batch_id, created, updated, refused } = done
  const named = refused.map(({ row, reason }) => ({ line: row.line, reason }))
  if (values.json === true) answerJson({ batch_id, count: created + updated, created, updated, refused: named })
  else {
    const changed = updated > 0 ? `, brought ${updated.toLocaleString('en')} up to date` : ''
    answer(
      `Imported ${created.toLocaleString('en')} of ${(created + updated + refused.length).toLocaleString('en')}${changed}. It can be undone under Recent changes.`,
    )
    for (const { line, reason } of named.slice(0, mostNamed)) console.error(`Line ${line}: ${reason}`)
    if (named.length > mostNamed) console.error(`… and ${named.length - mostNamed} further lines.`)
  }
  return refused.length > 0 ? 1 : 0
}

async function importFile({ begin, registry }: Ground, object: string, file: string, refusedFile: string | null) {
  const type = registry.byPlural(object) ?? (registry.has(object) ? registry.get(object) : undefined)
  if (!type || !importable.includes(type.name)) throw new UsageError('Leads, contacts and accounts can be imported.')
  const actor = { ...systemActor('import'), kind: 'import' as const }
  const all: Imported = { created: 0, updated: 0, refused: [] }
  const bar = progress('Imported')
  const size = fs.statSync(file).size
  let batchId: string | null = null
  let header: string[] = []
  let search: Promise<void> = Promise.resolve()
  let written = 0
  const follow = () => {
    search = search.then(() => catchUp(begin))
  }
  for await (const { rows, read } of batchesOf(file)) {
    if (batchId === null) {
      header = rows.shift()?.cells ?? []
      checkHeader(header, type)
      const label = `Imported ${type.label[1].toLowerCase()}`
      batchId = (await begin('import', ctx => openBatch(ctx, `${type.name}.import`, label, { state: 'running' }), actor)).batchId
    }
    const one = await importRows(
      work =>
        begin(
          'import',
          async ctx => {
            await hurry(ctx)
            return work({ ...ctx, batchId })
          },
          actor,
        ),
      type,
      rows.map(row => rowOf(type, header, row)),
    )
    all.created += one.created
    all.updated += one.updated
    all.refused.push(...one.refused)
    // Beside the next rows, so that search is there soon after the last ones.
    written += one.created + one.updated
    if (written >= perSearch) {
      follow()
      written = 0
    }
    bar.at(Math.round((read / size) * 1_000) / 10, 100)
  }
  if (batchId === null) throw new StartError('The file is empty.')
  const count = all.created + all.updated
  await begin('import', ctx => ctx.tx.updateTable('batch').set({ state: 'done', count, total: count }).where('id', '=', batchId).execute())
  follow()
  await search
  await begin('import', ctx => sql`select gin_clean_pending_list(${`${type.name}_search_text_idx`}::regclass)`.execute(ctx.tx))
  bar.end()
  if (refusedFile) writeRefused(refusedFile, header, all.refused)
  return { batch_id: batchId, ...all }
}

/**
 * A portion need not reach the disk before the next one begins: the last commit, which says that all is done, takes all before it along.
 * And what texts are searched by is sorted in for many rows at once.
 */
async function hurry({ tx }: Context): Promise<void> {
  await sql`select set_config('synchronous_commit', 'off', true), set_config('gin_pending_list_limit', '64MB', true)`.execute(tx)
}

/** Rows in portions, with how much of the file was read. */
async function* batchesOf(file: string): AsyncGenerator<{ rows: CsvRow[]; read: number }> {
  const reader = csvReader()
  const stream = fs.createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })
  let waiting: CsvRow[] = []
  for await (const piece of stream) {
    waiting = waiting.concat(reader.push(String(piece)))
    while (waiting.length >= perPortion) yield { rows: waiting.splice(0, perPortion), read: stream.bytesRead }
  }
  waiting = waiting.concat(reader.end())
  while (waiting.length > 0) yield { rows: waiting.splice(0, perPortion), read: stream.bytesRead }
}

/** As the export writes them: lists with semicolons between. An empty cell says nothing. */
function rowOf(type: ObjectType, header: readonly string[], { line, cells }: CsvRow): ImportRow {
  const input: Record<string, unknown> = {}
  header.forEach((name, column) => {
    const cell = cells[column] ?? ''
    if (cell === '') return
    const kind = type.fields[name]?.kind
    const isList = kind === 'choices' || kind === 'emails' || kind === 'refs'
    input[name] = isList ? cell.split(';').map(one => one.trim()) : cell
  })
  return { line, cells, input }
}

/** Writes what search finds until it knows the whole log; beside a running program one of the two does it. */
async function catchUp(begin: Ground['begin']): Promise<void> {
  while ((await begin(searchConsumer.name, ctx => consumeNext(ctx, searchConsumer, perSearch))) === 'read');
}

function checkHeader(header: readonly string[], type: ObjectType): void {
  const unknown = header.filter(name => !type.fields[name] || type.fields[name]?.change === 'commands')
  if (header.length === 0) throw new StartError('The file is empty.')
  if (unknown.length > 0)
    throw new StartError(
      `The first line must name fields. These cannot be imported: ${unknown.join(', ')}. Fields: ${Object.entries(type.fields)
        .filter(([, field]) => field.change !== 'commands')
        .map(([name]) => name)
        .join(', ')}.`,
    )
}

const quoted = (cell: string): string => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** The refused rows as they were, with their line and reason, so that they can be mended and imported again. */
function writeRefused(file: string, header: readonly string[], refused: readonly RefusedRow[]): void {
  const lines = [['line', 'reason', ...header], ...refused.map(({ row, reason }) => [String(row.line), reason, ...row.cells])]
  fs.writeFileSync(file, lines.map(cells => `${cells.map(quoted).join(',')}\r\n`).join(''))
}
