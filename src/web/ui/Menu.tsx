import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { Kbd } from './Kbd.tsx'
import { Pop } from './Pop.tsx'

export interface MenuItem {
  label: string
  icon?: IconName
  keys?: string
  danger?: boolean
  /** Why it cannot be done now; it is then shown and does nothing. */
  why?: string | undefined
  checked?: boolean
  run: () => void
}

interface MenuProps {
  label: string
  items: (MenuItem | false | null | undefined)[]
  /** Draws the button; it is given what opens the menu. */
  target: (open: () => void, opened: boolean) => ReactElement
  align?: 'start' | 'end'
}

/** A menu on a button. Arrows move, Enter does, letters jump. */
export function Menu({ label, items, target, align = 'end' }: MenuProps) {
  const [open, setOpen] = useState(false)
  const opener = useRef<Element | null>(null)
  const shown = items.filter(item => item !== false && item !== null && item !== undefined)
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      target={target(() => {
        opener.current = document.activeElement
        setOpen(was => !was)
      }, open)}
      label={label}
      align={align}
      role="presentation"
    >
      <div className="menu" role="menu" aria-label={label} onKeyDown={moveFocus} tabIndex={-1}>
        {shown.map((item, index) => (
          <button
            key={item.label}
            type="button"
            role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
            {...(item.checked === undefined ? {} : { 'aria-checked': item.checked })}
            aria-disabled={item.why !== undefined}
            title={item.why}
            data-autofocus={index === 0 || undefined}
            className={item.danger ? 'o bad' : 'o'}
            onClick={() => {
              if (item.why !== undefined) return
              setOpen(false)
              // From the button, so that a dialog that opens now gives the focus back to it.
              setTimeout(() => {
                if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true })
                item.run()
              })
            }}
          >
            {item.icon && <Icon name={item.icon} />}
            <span className="grow">{item.label}</span>
            {item.checked && <Icon name="check" small />}
            {item.keys && <Kbd>{item.keys}</Kbd>}
          </button>
        ))}
      </div>
    </Pop>
  )
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  const go = (index: number) => {
    event.preventDefault()
    items[(index + items.length) % items.length]?.focus()
  }
  if (event.key === 'ArrowDown') go(at + 1)
  else if (event.key === 'ArrowUp') go(at - 1)
  else if (event.key === 'Home') go(0)
  else if (event.key === 'End') go(items.length - 1)
  else if (/^[a-z]$/i.test(event.key) && !event.metaKey && !event.ctrlKey) {
    const next = [...items.slice(at + 1), ...items.slice(0, at + 1)].find(item =>
      item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()),
    )
    next?.focus()
  }
}
