import type { LeftOut } from '../../platform/object/left_out.rule.ts'
import { formatNumber } from '../format/numbers.ts'
import { progressToast, showError, toast } from '../ui/toasts.ts'
import { rememberUndo } from '../ui/undo.ts'
import { get, patch, post } from './client.ts'
import { objectOf } from './meta.ts'
import { Problem, sentenceOf } from './problem.ts'
import { queryClient } from './query_client.ts'
import { patchCached, refreshLists, refreshRecord } from './records.ts'
import type { BulkResult, Meta, Rec } from './types.ts'

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

interface Edit {
  object: string
  /** The record as the person saw it while writing. */
  record: Rec
  set: Record<string, unknown>
}

/**
 * Changes fields of a record: shown at once, taken back with a message when refused. Two people editing different fields
 * never collide; on the same field the later one sees what the other wrote (ux.md, record page).
 */
export async function editRecord(meta: Meta, { object, record, set }: Edit): Promise<boolean> {
  const { plural } = objectOf(meta, object)
  const before = Object.fromEntries(Object.keys(set).map(name => [name, record[name] ?? null]))
  const apply = (values: Record<string, unknown>) => patchCached(object, record.id, old => ({ ...old, ...values }))
  const send = (version: unknown) =>
    patch<Rec>(`/${plural}/${record.id}`, set, typeof version === 'number' ? { headers: { 'if-match': `"${version}"` } } : {})
  apply(set)
  try {
    const saved = await send(record.version).catch((error: unknown) => {
      const current = error instanceof Problem && error.status === 409 ? error.body.current : undefined
      if (!current) throw error
      const theirs = Object.keys(set).filter(name => !same(current[name], before[name]) && !same(current[name], set[name]))
      if (theirs.length === 0) return send(current.version)
      apply(current)
      offerMine(meta, { object, record: { ...record, ...current }, set }, theirs)
      return null
    })
    if (!saved) return false
    apply(saved)
    rememberUndo(() => editRecord(meta, { object, record: saved, set: before }))
    refreshRecord(object, record.id)
    refreshLists(object, 2_000)
    return true
  } catch (error) {
    apply(before)
    showError(`Not saved: ${sentenceOf(error)}`, { label: 'Try again', run: () => void editRecord(meta, { object, record, set }) })
    return false
  }
}

function offerMine(meta: Meta, edit: Edit, fields: string[]): void {
  const labels = fields.map(name => objectOf(meta, edit.object).fields[name]?.label ?? name).join(', ')
  showError(`Somebody changed ${labels} while you wrote. What they wrote is shown now.`, {
    label: 'Save mine',
    run: () => void editRecord(meta, edit),
  })
}

/** Takes a batch (bulk edit, merge, delete …) back as a whole. */
export async function undoBatch(batchId: string): Promise<boolean> {
  try {
    await post(`/batches/${batchId}/undo`)
    await queryClient.invalidateQueries()
    toast('Undone')
    return true
  } catch (error) {
    showError(sentenceOf(error))
    return false
  }
}

/** Says what a bulk command did, offers to undo it, and names what was left out. */
export function reportBulk(result: BulkResult, sentence: string): void {
  const { batch_id: batch, skipped = [] } = result
  if (batch && result.state === 'running') void followBulk(batch, result.total ?? 0)
  else toast(sentence, batch ? { undo: () => undoBatch(batch) } : {})
  const [first] = skipped
  const total = result.left?.total ?? skipped.length
  if (first)
    showError(total === 1 ? `One was left out: ${first.reason}` : `${formatNumber(total)} were left out. The first: ${first.reason}`)
}

const lookEvery = 500

/** Shows how far a large bulk edit is, lets it be cancelled, and offers to undo what was done. */
async function followBulk(batch: string, total: number): Promise<void> {
  const of = (done: number) => `${formatNumber(done)} of ${formatNumber(total)} done`
  const cancel = () => void post(`/batches/${batch}/cancel`).catch(error => showError(sentenceOf(error)))
  const progress = progressToast(of(0), { label: 'Cancel', run: cancel })
  try {
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, lookEvery))
      const { state, done, left } = await get<{ state: string; done: number; left: LeftOut | null }>(`/batches/${batch}`)
      progress.say(of(done))
      if (state === 'running') continue
      toast(state === 'done' ? of(done) : `Stopped: ${of(done)}`, { undo: () => undoBatch(batch) })
      if (left) showError(`${formatNumber(left.total)} were left out. Recent changes says who, and why.`)
      return
    }
  } catch (error) {
    showError(`${sentenceOf(error)} The change goes on; Recent changes shows it.`)
  } finally {
    progress.end()
    void queryClient.invalidateQueries()
  }
}
