import { post } from '../../api/client.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord } from '../../api/records.ts'
import type { Meta, MetaObject, Person, Rec } from '../../api/types.ts'
import { showError, toast } from '../../ui/toasts.ts'
import { addTask } from '../actions/commands.ts'
import { one } from '../actions/target.ts'

export type ComposerKind = 'mail' | 'note' | 'call' | 'task' | 'meeting'

export interface Written {
  kind: ComposerKind
  text: string
  subject: string
  at: string | null
  owner_id: string | null
}

/** Colleagues that a note names with @. */
export const mentioned = (meta: Meta, text: string): Person[] => meta.users.filter(user => user.active && text.includes(`@${user.name}`))

const titles = { mail: 'Mail', call: 'Call', meeting: 'Meeting' } as const

/** Saves what the composer holds; false when it was refused, so that the text is kept. */
export async function writeDown(
  meta: Meta,
  object: MetaObject,
  record: Rec,
  { kind, text, subject, at, owner_id }: Written,
): Promise<boolean> {
  const on = { object: object.name, id: record.id }
  try {
    if (kind === 'task') return await addTask(meta, object.name, one(record), { subject: text, due_at: at, owner_id })
    if (kind === 'note') {
      const mentions = mentioned(meta, text).map(user => user.id)
      await post('/notes', { text, record: on, ...(mentions.length > 0 ? { mentions } : {}) })
    } else {
      const title = subject || titles[kind]
      if (object.name === 'lead') await post(`/leads/${record.id}/log`, { kind, text, title, ...(at ? { at } : {}) })
      else
        await post('/activities', {
          kind,
          title,
          text,
          direction: 'out',
          user_id: meta.me.id,
          occurred_at: at ?? new Date(Date.now()).toISOString(),
          record: on,
        })
    }
    toast(kind === 'note' ? 'Note saved' : `${titles[kind]} logged`)
    refreshRecord(object.name, record.id)
    refreshLists(object.name, 500)
    return true
  } catch (error) {
    showError(`Not saved: ${sentenceOf(error)} Your text is kept.`)
    return false
  }
}
