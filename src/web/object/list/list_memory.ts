import type { ListQuery } from '../../api/types.ts'

/** Where somebody was in a list when they opened a record of it: for going back, and for next and previous. */
export interface ListMemory {
  href: string
  query: ListQuery
  scrollTop: number
}

const key = (object: string) => `hedgerow.list.${object}`
const known = new Map<string, ListMemory>()

export function rememberList(object: string, memory: ListMemory): void {
  known.set(object, memory)
  try {
    sessionStorage.setItem(key(object), JSON.stringify(memory))
  } catch (error) {
    console.error('The place in the list could not be kept.', error)
  }
}

export function recallList(object: string): ListMemory | null {
  const memory = known.get(object)
  if (memory) return memory
  try {
    const text = sessionStorage.getItem(key(object))
    return text ? (JSON.parse(text) as ListMemory) : null
  } catch {
    return null // a forbidden or foreign storage: there is then no place to go back to
  }
}
