import { useEffect, useSyncExternalStore } from 'react'
import { base } from './client.ts'
import { refreshMeta } from './meta.ts'
import { queryClient } from './query_client.ts'
import { patchCached, refreshLists, refreshRecord } from './records.ts'
import type { LiveEvent } from './types.ts'

let online = true
const listeners = new Set<() => void>()
const setOnline = (now: boolean) => {
  if (online === now) return
  online = now
  for (const listener of listeners) listener()
}

/** Whether the page hears of changes; a quiet line says so when it does not. */
export const useOnline = (): boolean =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => online,
  )

const metaObjects = new Set(['custom_field', 'setting', 'user', 'role', 'team', 'pipeline'])
const children = new Set(['task', 'note', 'activity', 'file', 'message'])
/** What the home page is made of. */
const waits = new Set(['lead', 'task', 'opportunity'])
/** Verbs after which a record may stand in other lists than before. */
const moves = /\.(created|deleted|restored|assigned|claimed|released|disqualified|merged|undone)$/

function receive(event: LiveEvent): void {
  const { object, record_id: id, changes } = event
  if (metaObjects.has(object)) void refreshMeta()
  if (object === 'batch') void queryClient.invalidateQueries({ queryKey: ['batches'] })
  // Only over what the change itself found: an echo of one's own earlier step must not undo the later one on screen.
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
  const news = Object.entries(changes ?? {})
  if (news.length > 0)
    patchCached(object, id, old => ({
      ...old,
      ...Object.fromEntries(news.filter(([name, [before]]) => same(old[name], before)).map(([name, [, now]]) => [name, now])),
    }))
  refreshRecord(object, id)
  if (children.has(object)) void queryClient.invalidateQueries({ queryKey: ['timeline'] })
  refreshLists(object, moves.test(event.kind) ? 800 : 4_000)
  if (waits.has(object)) refreshLists('home', 1_500)
}

/** Follows the live stream while the page is open; reconnects after 1, 2, 4 … 30 seconds from where it was. */
export function useLive(): void {
  useEffect(() => {
    let source: EventSource | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    let last = ''
    let stopped = false

    const connect = () => {
      source = new EventSource(`${base}/stream${last ? `?after=${encodeURIComponent(last)}` : ''}`)
      source.addEventListener('open', () => {
        if (failures > 0 && !last) void queryClient.invalidateQueries()
        failures = 0
        setOnline(true)
      })
      source.addEventListener('change', message => {
        const event = JSON.parse(message.data) as LiveEvent
        last = event.position
        receive(event)
      })
      source.addEventListener('notification', () => {
        void queryClient.invalidateQueries({ queryKey: ['notifications'] })
        refreshLists('home', 1_500)
      })
      source.addEventListener('reset', () => void queryClient.invalidateQueries())
      source.addEventListener('error', () => {
        source?.close()
        if (stopped) return
        failures += 1
        if (failures > 1) setOnline(false)
        timer = setTimeout(connect, Math.min(30_000, 1_000 * 2 ** (failures - 1)))
      })
    }
    connect()
    return () => {
      stopped = true
      clearTimeout(timer)
      source?.close()
    }
  }, [])
}
