import { useEffect, useRef } from 'react'
import { useKeys } from '../../../keys/keys.ts'
import { Button } from '../../../ui/Button.tsx'

interface SaveBarProps {
  dirty: boolean
  busy?: boolean
  error?: string | null
  onSave: () => void
  onDiscard: () => void
  words?: string
}

/** Appears at the first change and stays below until it is saved or discarded; leaving the tab is asked about. */
export function SaveBar({ dirty, busy, error, onSave, onDiscard, words = 'Not saved yet' }: SaveBarProps) {
  const save = useRef(onSave)
  save.current = onSave
  useKeys({ 'mod+s': () => !busy && onSave() }, dirty)
  // Not by useKeys: buttons keep Enter to themselves there, and here the focus is often on one.
  useEffect(() => {
    if (!dirty || busy) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || document.querySelector('dialog[open]')) return
      event.preventDefault()
      // After what is being typed was taken over, which happens with this very key.
      setTimeout(() => save.current())
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [dirty, busy])
  useEffect(() => {
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [dirty])
  if (!dirty) return null
  return (
    <div className="save-bar">
      <span className={error ? 'grow bad' : 'grow t2'} role={error ? 'alert' : 'status'}>
        {error ?? words}
      </span>
      <Button look="quiet" onClick={onDiscard}>
        Discard
      </Button>
      <Button look="primary" keys="mod+enter" busy={busy ?? false} onClick={onSave}>
        Save
      </Button>
    </div>
  )
}
