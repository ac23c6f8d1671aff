import { useState } from 'react'

/** What was begun and not saved, by page: it is still there when one comes back. */
const drafts = new Map<string, unknown>()

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export interface Draft<T> {
  value: T
  set: (next: T) => void
  dirty: boolean
  discard: () => void
}

/** A value being edited: follows what is saved until it is touched, and is kept when the page is left. */
export function useDraft<T>(key: string, saved: T): Draft<T> {
  const [, redraw] = useState(0)
  const kept = drafts.get(key) as { value: T } | undefined
  const change = (next: T | null) => {
    if (next === null || same(next, saved)) drafts.delete(key)
    else drafts.set(key, { value: next })
    redraw(count => count + 1)
  }
  return {
    value: kept ? kept.value : saved,
    set: change,
    dirty: kept !== undefined && !same(kept.value, saved),
    discard: () => change(null),
  }
}
