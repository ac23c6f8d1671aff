import { base, post } from '../../api/client.ts'
import { editRecord, undoBatch } from '../../api/edits.ts'
import { objectOf } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { patchCached, refreshLists, refreshRecord } from '../../api/records.ts'
import type { BulkResult, Meta, Rec } from '../../api/types.ts'
import { plural } from '../../format/numbers.ts'
import { showError, toast } from '../../ui/toasts.ts'
import { nameOf, runBulk, type Target } from './target.ts'

/** Gives records to somebody, leads as a batch that can be undone. */
export async function assignTo(meta: Meta, objectName: string, target: Target, ownerId: string): Promise<void> {
  const object = objectOf(meta, objectName)
  const owner = object.owner ?? 'owner_id'
  const person = meta.users.find(user => user.id === ownerId)?.name ?? 'them'
  const [first] = target.records
  if (target.count !== 1 || !first) {
    const command = objectName === 'lead' ? { action: 'assign', owner_id: ownerId } : { action: 'update', set: { [owner]: ownerId } }
    await runBulk(meta, objectName, target, command, count => `${plural(count, object.label)} assigned to ${person}`)
    return
  }
  const before = first[owner]
  if (objectName !== 'lead') {
    if (await editRecord(meta, { object: objectName, record: first, set: { [owner]: ownerId } }))
      toast(`${nameOf(object, target)} assigned to ${person}`)
    return
  }
  patchCached('lead', first.id, record => ({ ...record, [owner]: ownerId }))
  const takeBack = (why: string) => {
    patchCached('lead', first.id, record => ({ ...record, [owner]: before }))
    showError(why)
  }
  try {
    // As a batch, because whoever gave a lead away may no longer change it, but may take back what they did.
    const { batch_id: batch, skipped = [] } = await post<BulkResult>('/leads/bulk', {
      ids: [first.id],
      action: 'assign',
      owner_id: ownerId,
    })
    const [refused] = skipped
    if (refused) return takeBack(refused.reason)
    toast(`${nameOf(object, target)} assigned to ${person}`, batch ? { undo: () => undoBatch(batch) } : {})
    refreshRecord('lead', first.id)
    refreshLists('lead', 200)
  } catch (error) {
    takeBack(sentenceOf(error))
  }
}

/** Sets fields of one record or of many. */
export async function setFields(meta: Meta, objectName: string, target: Target, set: Record<string, unknown>): Promise<boolean> {
  const object = objectOf(meta, objectName)
  const [first] = target.records
  if (target.count === 1 && first && target.filter === undefined) return editRecord(meta, { object: objectName, record: first, set })
  return runBulk(meta, objectName, target, { action: 'update', set }, count => `${plural(count, object.label)} changed`)
}

/** Puts records into the bin, from where they come back for 30 days. */
export async function removeRecords(meta: Meta, objectName: string, target: Target): Promise<boolean> {
  const object = objectOf(meta, objectName)
  const name = nameOf(object, target)
  return runBulk(meta, objectName, target, { action: 'delete' }, () => `${name} deleted`)
}

export async function addTask(
  meta: Meta,
  objectName: string,
  target: Target,
  task: { subject: string; due_at: string | null; owner_id: string | null; priority?: string; recurrence?: string },
): Promise<boolean> {
  const object = objectOf(meta, objectName)
  const [first] = target.records
  if (target.count > 0 && (target.count > 1 || !first))
    return runBulk(meta, objectName, target, { action: 'add_task', task }, count => `A task was added to ${plural(count, object.label)}`)
  try {
    const made = await post<Rec>('/tasks', first ? { ...task, record: { object: objectName, id: first.id } } : task)
    toast(`Task added: ${task.subject}`, {
      undo: async () => {
        await runBulk(meta, 'task', { records: [made], count: 1 }, { action: 'delete' }, () => 'Task removed')
        if (first) refreshRecord(objectName, first.id)
        return true
      },
    })
    if (first) refreshRecord(objectName, first.id)
    refreshLists('task', 50)
    refreshLists('home', 300)
    return true
  } catch (error) {
    showError(sentenceOf(error))
    return false
  }
}

/** Downloads a list as it is on screen. */
export function exportList(meta: Meta, objectName: string, query: Record<string, unknown>): void {
  const bytes = new TextEncoder().encode(JSON.stringify(query))
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
  const link = document.createElement('a')
  link.href = `${base}/${objectOf(meta, objectName).plural}/export?format=csv&query=${text}`
  link.download = `${objectOf(meta, objectName).plural}.csv`
  link.click()
}
