import { post } from '../../api/client.ts'
import { reportBulk } from '../../api/edits.ts'
import { objectOf } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord } from '../../api/records.ts'
import type { BulkResult, Filter, Meta, MetaObject, Rec } from '../../api/types.ts'
import { plural } from '../../format/numbers.ts'
import { showError } from '../../ui/toasts.ts'

/** What an action is done to: some records, or all that a filter finds. */
export interface Target {
  records: Rec[]
  /** All that match, beyond the records that are loaded. */
  filter?: Filter | null
  count: number
}

export const one = (record: Rec): Target => ({ records: [record], count: 1 })

/** `Maren Holst`, or `12 leads`. */
export function nameOf(object: MetaObject, { records, count }: Target): string {
  const [first] = records
  return count === 1 && first ? String(first[object.title] ?? object.label[0]) : plural(count, object.label)
}

const scope = ({ records, filter }: Target) =>
  filter === undefined ? { ids: records.map(record => record.id) } : { filter: filter ?? { and: [] } }

/** A bulk command on the target; says what it did and offers to take it back. */
export async function runBulk(
  meta: Meta,
  objectName: string,
  target: Target,
  command: Record<string, unknown>,
  done: (count: number) => string,
): Promise<boolean> {
  const object = objectOf(meta, objectName)
  try {
    const result = await post<BulkResult>(`/${object.plural}/bulk`, { ...scope(target), ...command })
    reportBulk(result, done(result.count))
    for (const record of target.records) refreshRecord(objectName, record.id)
    refreshLists(objectName, 50)
    return true
  } catch (error) {
    showError(sentenceOf(error))
    return false
  }
}
