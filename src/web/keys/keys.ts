import { createContext, useContext, useEffect, useRef } from 'react'

export type Keymap = Record<string, (event: KeyboardEvent) => void>

interface Entry {
  keys: () => Keymap
  layer: number
}

const entries: Entry[] = []
let topLayer = 0
let pending = ''
let pendingTimer: ReturnType<typeof setTimeout> | undefined

/** What stands above the page (dialog, popover, palette) takes the keys; the page below is still. */
export interface Layer {
  depth: number
  /** Where popovers of this layer are drawn: inside its dialog, which the browser keeps on top of everything. */
  container: HTMLElement | null
}
export const LayerContext = createContext<Layer>({ depth: 0, container: null })

const named: Record<string, string> = {
  Enter: 'enter',
  Escape: 'escape',
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Backspace: 'backspace',
  Delete: 'backspace',
  ' ': 'space',
}

/** `mod+k`, `shift+d`, `?`: how a key press is written in a keymap. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const special = named[event.key]
  const key = special ?? event.key.toLowerCase()
  const shift = event.shiftKey && (special !== undefined || /^[a-z]$/.test(key))
  return [(event.ctrlKey || event.metaKey) && 'mod', event.altKey && 'alt', shift && 'shift', key].filter(Boolean).join('+')
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(target.type)
}

/** Buttons and links keep the keys that press them. */
const presses = (target: EventTarget | null, name: string): boolean =>
  (name === 'enter' || name === 'space' || name === 'mod+enter') &&
  target instanceof HTMLElement &&
  target.closest('a[href], button, summary, [role="option"]') !== null

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const name = nameOf(event)
  if (isTyping(event.target) && !name.startsWith('mod+') && name !== 'escape') return
  if (presses(event.target, name)) return
  const active = entries.filter(entry => entry.layer === topLayer).reverse()
  const sequence = pending ? `${pending} ${name}` : name
  pending = ''
  for (const entry of active) {
    const handler = entry.keys()[sequence]
    if (!handler) continue
    event.preventDefault()
    handler(event)
    return
  }
  if (active.some(entry => Object.keys(entry.keys()).some(keys => keys.startsWith(`${name} `)))) {
    pending = name
    clearTimeout(pendingTimer)
    pendingTimer = setTimeout(() => {
      pending = ''
    }, 1_200)
  }
}

let listening = false

/** Binds keys while the component is shown. Never while somebody types; the newest binding of a key wins. */
export function useKeys(keys: Keymap, enabled = true): void {
  const { depth } = useContext(LayerContext)
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!enabled) return
    if (!listening) {
      window.addEventListener('keydown', onKeyDown)
      listening = true
    }
    const entry: Entry = { keys: () => latest.current, layer: depth }
    entries.push(entry)
    return () => {
      entries.splice(entries.indexOf(entry), 1)
    }
  }, [enabled, depth])
}

/** Takes the keys for a layer while it is open. */
export function useLayerOpen(depth: number, open: boolean): void {
  useEffect(() => {
    if (!open) return
    const below = topLayer
    topLayer = depth
    pending = ''
    return () => {
      topLayer = Math.min(topLayer, below)
    }
  }, [depth, open])
}
