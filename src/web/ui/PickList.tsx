import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Icon } from './Icon.tsx'

export interface Option {
  value: string
  label: string
  hint?: string
  mark?: ReactNode
}

interface PickListProps {
  label: string
  options: readonly Option[]
  /** Values that are chosen now. */
  chosen?: readonly string[]
  onPick: (value: string) => void
  placeholder?: string
  /** Where the options come from a search, what was typed; otherwise the list narrows by itself. */
  onType?: (text: string) => void
  waiting?: boolean
  /** Shown when nothing fits. */
  none?: string
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Type to narrow, arrows to move, Enter to choose. */
export function PickList({ label, options, chosen = [], onPick, placeholder, onType, waiting, none = 'Nothing fits.' }: PickListProps) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => {
    if (onType || text.trim() === '') return options
    const wanted = fold(text.trim())
    const found = options.filter(option => fold(`${option.label} ${option.hint ?? ''} ${option.value}`).includes(wanted))
    return found.sort((a, b) => Number(fold(b.label).startsWith(wanted)) - Number(fold(a.label).startsWith(wanted)))
  }, [options, text, onType])
  const current = Math.min(at, shown.length - 1)

  useEffect(() => {
    list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [current])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((current + step + shown.length) % Math.max(1, shown.length))
    }
    if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) {
      event.preventDefault()
      event.stopPropagation()
      const option = shown[current]
      if (option) onPick(option.value)
    }
  }
  return (
    <div className="picklist">
      <input
        className="pick-q"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={shown[current] ? `${id}-${current}` : undefined}
        aria-label={label}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={placeholder ?? label}
        value={text}
        data-autofocus
        onChange={event => {
          setText(event.target.value)
          setAt(0)
          onType?.(event.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      <div className="options" id={id} role="listbox" aria-label={label} ref={list} aria-busy={waiting}>
        {shown.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
          <div
            key={option.value}
            id={`${id}-${index}`}
            data-index={index}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className={index === current ? 'o on' : 'o'}
            onPointerMove={() => setAt(index)}
            onClick={() => onPick(option.value)}
          >
            {option.mark}
            <span className="cut">{option.label}</span>
            {option.hint && <span className="t3 cut hint">{option.hint}</span>}
            {chosen.includes(option.value) && <Icon name="check" small label="chosen" />}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className="meta none">{waiting ? 'Looking …' : none}</p>}
    </div>
  )
}
