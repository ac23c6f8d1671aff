import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportRecords } from '../platform/object/export.ts'
import { UsageError, type Values } from './command.ts'
import { onGround } from './ground.ts'

/** `hedgerow export`: what the page's export writes, with every record and field, to standard output. */
export async function exportCommand(values: Values, [object = '']: string[]): Promise<number> {
  const filter = readFilter(values.filter)
  await onGround(({ begin, registry }) => {
    const type = registry.byPlural(object) ?? (registry.has(object) ? registry.get(object) : undefined)
    if (!type)
      throw new UsageError(
        `There is no object “${object}”. There are: ${registry
          .all()
          .map(one => one.plural)
          .join(', ')}.`,
      )
    const query = Buffer.from(JSON.stringify({ filter })).toString('base64url')
    return begin('command_line', async ctx => {
      const { body } = await exportRecords(ctx, type, query)
      if (!(body instanceof Readable)) throw new Error('The export is no stream')
      await pipeline(body, process.stdout, { end: false })
    })
  })
  return 0
}

function readFilter(given: unknown): unknown {
  if (typeof given !== 'string') return undefined
  try {
    return JSON.parse(given)
  } catch {
    throw new UsageError('--filter must be JSON, such as {"field":"status","op":"is","value":"new"}')
  }
}
