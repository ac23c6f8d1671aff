import type { Meta } from './types.ts'

const pages: Record<string, string> = {
  lead: '/leads',
  contact: '/contacts',
  account: '/accounts',
  opportunity: '/opportunities',
  task: '/tasks',
}

/** Where a record is looked at; null for records without a page of their own. */
export function recordPath(object: string, id: string): string | null {
  if (object === 'task') return `/tasks?at=${id}`
  if (object === 'inbound') return `/needs-a-look?at=${id}`
  const page = pages[object]
  return page ? `${page}/${id}` : null
}

export const listPath = (object: string): string | null => pages[object] ?? null
export const pluralOf = (meta: Meta, object: string): string => meta.objects.find(one => one.name === object)?.plural ?? `${object}s`
