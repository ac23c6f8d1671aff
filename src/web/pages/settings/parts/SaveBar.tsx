import { useEffect } from 'react'
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
  useKeys({ 'mod+enter': () => !busy && onSave(), 'mod+s': () => !busy && onSave() }, dirty)
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
