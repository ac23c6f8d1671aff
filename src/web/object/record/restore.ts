import { post } from '../../api/client.ts'
import { sentenceOf } from '../../api/problem.ts'
import { patchCached, refreshLists, refreshRecord } from '../../api/records.ts'
import type { MetaObject, Rec } from '../../api/types.ts'
import { showError, toast } from '../../ui/toasts.ts'

/** Takes a record out of the bin. */
export async function restore(object: MetaObject, record: Rec): Promise<void> {
  try {
    await post(`/${object.plural}/${record.id}/restore`)
    patchCached(object.name, record.id, old => ({ ...old, deleted_at: null }))
    refreshRecord(object.name, record.id)
    refreshLists(object.name, 50)
    toast(`${String(record[object.title] ?? object.label[0])} is back`)
  } catch (error) {
    showError(sentenceOf(error))
  }
}
