import fs from 'node:fs'
import { createLead } from '../modules/leads/create_lead.ts'
import { systemActor } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { openBatch } from '../platform/log/change_log.ts'
import type { ObjectType } from '../platform/object/registry.ts'
import { createRecord } from '../platform/object/write.ts'
import { Refusal } from '../platform/refuse.ts'
import { StartError } from '../platform/start_error.ts'
import { answer, answerJson, progress, UsageError, type Values } from './command.ts'
import { onGround } from './ground.ts'
import { readCsv } from './read_csv.rule.ts'

const importable = ['lead', 'contact', 'account']
const perTransaction = 200
const mostNamed = 50

interface Refused {
  line: number
  reason: string
}

/** `hedgerow import OBJECT FILE`: through the same commands as the page, as one batch that is undone as a whole (B14's simple form). */
export async function importRecords(values: Values, [object = '', file = '']: string[]): Promise<number> {
  if (!fs.existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const [header = [], ...lines] = readCsv(fs.readFileSync(file, 'utf8'))
  const bar = progress('Imported')
  const refused: Refused[] = []
  const batch = await onGround(async ({ begin, registry }) => {
    const type = registry.byPlural(object) ?? (registry.has(object) ? registry.get(object) : undefined)
    if (!type || !importable.includes(type.name)) throw new UsageError('Leads, contacts and accounts can be imported.')
    checkHeader(header, type)
    const actor = { ...systemActor('import'), kind: 'import' as const }
    const opened = await begin(
      'import',
      ctx => openBatch(ctx, `${type.name}.import`, `Imported ${type.label[1].toLowerCase()}`, { state: 'running', total: lines.length }),
      actor,
    )
    const batchId = opened.batchId
    let count = 0
    for (let from = 0; from < lines.length; from += perTransaction) {
      for (const [index, line] of lines.slice(from, from + perTransaction).entries()) {
        const input = Object.fromEntries(
          header.map((name, column) => [name, cellValue(type, name, line[column] ?? '')]).filter(([, value]) => value !== ''),
        )
        const reason = await oneRecord(work => begin('import', ctx => work({ ...ctx, batchId }), actor), type, input)
        if (reason) refused.push({ line: from + index + 2, reason })
        else count++
      }
      bar.at(from, lines.length)
    }
    await begin('import', ctx => ctx.tx.updateTable('batch').set({ state: 'done', count }).where('id', '=', batchId).execute())
    return { batch_id: batchId, count }
  })
  bar.end()
  if (values.json === true) answerJson({ ...batch, refused })
  else {
    answer(`Imported ${batch.count.toLocaleString('en')} of ${lines.length.toLocaleString('en')}. It can be undone under Recent changes.`)
    for (const { line, reason } of refused.slice(0, mostNamed)) console.error(`Line ${line}: ${reason}`)
    if (refused.length > mostNamed) console.error(`… and ${refused.length - mostNamed} further lines.`)
  }
  return refused.length > 0 ? 1 : 0
}

type Begin = (work: (ctx: Context) => Promise<unknown>) => Promise<unknown>

/** A transaction a line: a refused one must not take others with it. Answers why it was refused. */
async function oneRecord(begin: Begin, type: ObjectType, input: Record<string, unknown>): Promise<string | null> {
  try {
    await begin(ctx => (type.name === 'lead' ? createLead(ctx, { source: 'import', ...input }) : createRecord(ctx, type.name, input)))
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.errors.length > 0 ? error.errors.map(one => `${one.field}: ${one.message}`).join(' ') : error.message
  }
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

/** As the export writes them: lists with semicolons between. */
const cellValue = (type: ObjectType, name: string, cell: string): unknown => {
  const kind = type.fields[name]?.kind
  const isList = kind === 'choices' || kind === 'emails' || kind === 'refs'
  return isList && cell !== '' ? cell.split(';').map(one => one.trim()) : cell
}
