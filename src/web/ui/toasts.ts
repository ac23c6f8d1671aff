import { useSyncExternalStore } from 'react'
import { rememberUndo } from './undo.ts'

export interface Toast {
  id: number
  text: string
  error: boolean
  action?: { label: string; run: () => void }
  undo?: () => Promise<boolean> | undefined
}

let toasts: readonly Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()
const set = (next: readonly Toast[]) => {
  toasts = next
  for (const listener of listeners) listener()
}

export const dismiss = (id: number) => set(toasts.filter(toast => toast.id !== id))

interface ToastOptions {
  action?: Toast['action']
  undo?: () => Promise<boolean>
}

/** Says what happened; goes by itself after 10 s. With `undo`, ⌘Z takes it back. */
export function toast(text: string, { action, undo }: ToastOptions = {}): void {
  const id = nextId++
  const takeBack =
    undo &&
    rememberUndo(async () => {
      dismiss(id)
      return undo()
    })
  set([...toasts.slice(-2), { id, text, error: false, ...(action ? { action } : {}), ...(takeBack ? { undo: takeBack } : {}) }])
  setTimeout(() => dismiss(id), 10_000)
}

/** A toast that stays and whose words change while something runs; `end` takes it away. */
export function progressToast(text: string, action?: Toast['action']): { say: (text: string) => void; end: () => void } {
  const id = nextId++
  set([...toasts.slice(-2), { id, text, error: false, ...(action ? { action } : {}) }])
  return {
    say: next => set(toasts.map(one => (one.id === id ? { ...one, text: next } : one))),
    end: () => dismiss(id),
  }
}

/** A failure stays until it is closed, and says what was kept. */
export function showError(text: string, action?: Toast['action']): void {
  set([...toasts.slice(-2).filter(toast => toast.text !== text), { id: nextId++, text, error: true, ...(action ? { action } : {}) }])
}

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
