import { malformed } from '../refuse.ts'

/** Where a list goes on: the sort values and id of the last row, and the sort they belong to. */
export interface Cursor {
  /** The sort it was made for, so that a cursor is never used with another one. */
  sort: string
  values: (string | number | boolean | null)[]
  id: string
}

export const writeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.sort, cursor.values, cursor.id])).toString('base64url')

/** Reads a cursor back; refuses with 400 when it is not one of ours or belongs to another sort. */
export function readCursor(text: string, sort: string): Cursor {
  const refused = malformed('The cursor is not valid for this list. Begin again without it.', [
    { field: 'cursor', code: 'cursor', message: 'Not a cursor of this list.' },
  ])
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    throw refused
  }
  if (!Array.isArray(parsed) || parsed.length !== 3) throw refused
  const [madeFor, values, id] = parsed as unknown[]
  const plain = (value: unknown): value is string | number | boolean | null =>
    value === null || ['string', 'number', 'boolean'].includes(typeof value)
  if (madeFor !== sort || !Array.isArray(values) || !values.every(plain)) throw refused
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) throw refused
  return { sort, values, id }
}
