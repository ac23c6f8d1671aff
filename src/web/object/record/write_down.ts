import { post } from '../../api/client.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord } from '../../api/records.ts'
import type { Meta, MetaObject, Rec } from '../../api/types.ts'
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
  recurrence: string | null
  outcome: string | null
  duration_minutes: number | null
  also: { object: string; id: string }[]
  teams: readonly Rec[]
}

const named = <T extends { name?: unknown }>(all: readonly T[], text: string): T[] =>
  all.filter(one => typeof one.name === 'string' && text.includes(`@${one.name}`))

/** Colleagues and teams that a note names with @. */
export const mentioned = (meta: Meta, teams: readonly Rec[], text: string) => ({
  people: named(
    meta.users.filter(user => user.active),
    text,
  ),
  teams: named(teams as readonly (Rec & { name?: unknown })[], text),
})

/** The fields of a note that says whom it mentions. */
export function mentionFields(meta: Meta, teams: readonly Rec[], text: string): { mentions?: string[]; mentioned_team_ids?: string[] } {
  const found = mentioned(meta, teams, text)
  return {
    ...(found.people.length > 0 ? { mentions: found.people.map(user => user.id) } : {}),
    ...(found.teams.length > 0 ? { mentioned_team_ids: found.teams.map(team => team.id) } : {}),
  }
}

const titles = { mail: 'Mail', call: 'Call', meeting: 'Meeting' } as const

/** Saves what the composer holds; false when it was refused, so that the text is kept. */
export async function writeDown(meta: Meta, object: MetaObject, record: Rec, written: Written): Promise<boolean> {
  const { kind, text, subject, at, owner_id, recurrence } = written
  const on = { object: object.name, id: record.id }
  try {
    if (kind === 'task')
      return await addTask(meta, object.name, one(record), { subject: text, due_at: at, owner_id, ...(recurrence ? { recurrence } : {}) })
    if (kind === 'note') await post('/notes', { text, record: on, ...mentionFields(meta, written.teams, text) })
    else
      await post('/activities', {
        kind,
        title: subject || titles[kind],
        text,
        direction: 'out',
        record: on,
        ...(at ? { occurred_at: at } : {}),
        ...(written.outcome ? { outcome: written.outcome } : {}),
        ...(written.duration_minutes === null ? {} : { duration_minutes: written.duration_minutes }),
        ...(written.also.length > 0 ? { also: written.also } : {}),
      })
    toast(kind === 'note' ? 'Note saved' : `${titles[kind]} logged`)
    refreshRecord(object.name, record.id)
    refreshLists(object.name, 500)
    refreshLists('home', 1_000)
    return true
  } catch (error) {
    showError(`Not saved: ${sentenceOf(error)} Your text is kept.`)
    return false
  }
}
