import { StartError } from '../start_error.ts'

/**
 * The backup file: gzip around this line and then frames of one letter, four bytes of length, content. `H` head (JSON), `T` a table
 * begins (JSON), `D` some of its rows as COPY writes them, `E` it ends (JSON: rows, sha256), `Z` all is there (JSON: tables).
 */
const magic = 'HEDGEROW BACKUP\n'
const letters = ['H', 'T', 'D', 'E', 'Z'] as const
export type FrameKind = (typeof letters)[number]
export interface Frame {
  kind: FrameKind
  content: Buffer
}

/** No piece is longer: a damaged length must not ask for all memory. */
const longest = 64 * 1024 * 1024

export const opening = Buffer.from(magic)

export function frame(kind: FrameKind, content: Buffer | object): Buffer {
  const body = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
  const head = Buffer.alloc(5)
  head.write(kind, 'latin1')
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

export const damaged = (why: string) => new StartError(`The backup is damaged (${why}). Nothing was restored.`)

/** The frames of a stream of bytes, in constant memory. */
export async function* framesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const source = bytes[Symbol.asyncIterator]()
  let kept: Buffer = Buffer.alloc(0)
  const take = async (length: number): Promise<Buffer | null> => {
    const parts: Buffer[] = [kept]
    let have = kept.length
    while (have < length) {
      const next = await source.next()
      if (next.done) return null
      parts.push(next.value)
      have += next.value.length
    }
    const all = Buffer.concat(parts)
    kept = all.subarray(length)
    return all.subarray(0, length)
  }
  const first = await take(magic.length)
  if (first?.toString() !== magic) throw new StartError('This is no backup of Hedgerow.')
  for (;;) {
    const head = await take(5)
    if (!head) throw damaged('it ends in the middle')
    const kind = letters.find(letter => letter === head.toString('latin1', 0, 1))
    const length = head.readUInt32BE(1)
    if (!kind || length > longest) throw damaged('a piece of it cannot be read')
    const content = await take(length)
    if (!content) throw damaged('it ends in the middle')
    yield { kind, content }
    if (kind === 'Z') return
  }
}
