import { useSyncExternalStore } from 'react'

let now = new Date(Date.now())
const listeners = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | null = null

/** The present, to the half minute: whoever shows "2 h ago" or a countdown is drawn again with it. */
export const useNow = (): Date =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      ticking ??= setInterval(() => {
        now = new Date(Date.now())
        for (const each of listeners) each()
      }, 30_000)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || ticking === null) return
        clearInterval(ticking)
        ticking = null
      }
    },
    () => now,
  )
