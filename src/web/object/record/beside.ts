import { filledFilter } from '../../../modules/record_page/bound_filter.rule.ts'
import type { Clause, Filter, ListQuery, Rec } from '../../api/types.ts'

/** A short list beside a record: its filter takes values of the record by `of`. */
export interface Beside extends ListQuery {
  object: string
  limit: number
}

export type AroundPart = 'timeline' | 'in_touch' | 'duplicates' | 'stages' | 'renewals'

/** What the page of an object shows besides the record itself: the request that opens it asks for all of it. */
export interface Around {
  parts: readonly AroundPart[]
  lists: readonly Beside[]
}

/** A value of the record that a list stands beside. */
export const of = (field: string) => ({ of: field })
export const is = (field: string, value: unknown): Clause => ({ field, op: 'is', value })

export const openTasks = (object: string): Beside => ({
  object: 'task',
  filter: { and: [is(`${object}_id`, of('id')), { field: 'done_at', op: 'empty' }] },
  sort: [{ field: 'due_at', direction: 'asc' }],
  fields: ['subject', 'due_at', 'done_at', 'owner_id'],
  limit: 8,
})
export const files = (object: string): Beside => ({
  object: 'file',
  filter: is(`${object}_id`, of('id')),
  fields: ['name', 'size'],
  limit: 20,
})
export const account: Beside = { object: 'account', filter: is('id', of('account_id')), limit: 1 }
export const primaryContact: Beside = { object: 'contact', filter: is('id', of('primary_contact_id')), fields: ['name', 'email'], limit: 1 }

/** The list's query beside this record; null when the record has no such value, so that nothing belongs to it. */
export function queryBeside({ object: _, ...query }: Beside, record: Rec): (ListQuery & { limit: number }) | null {
  const filter = filledFilter(query.filter, record)
  return filter === null ? null : { ...query, filter: filter as Filter }
}
