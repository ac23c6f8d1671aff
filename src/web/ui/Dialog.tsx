import { type FormEvent, type ReactNode, useContext, useEffect, useId, useState } from 'react'
import { LayerContext, useLayerOpen } from '../keys/keys.ts'
import { Button, IconButton } from './Button.tsx'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  wide?: boolean
  /** Several panes beside one another. */
  huge?: boolean
  /** Drawn without title and close button (the palette). */
  bare?: string
}

/** The browser's own modal dialog: it keeps the focus, closes with Esc, and stills everything below. */
export function Dialog({ title, onClose, children, wide, huge, bare }: DialogProps) {
  const [element, setElement] = useState<HTMLDialogElement | null>(null)
  const { depth } = useContext(LayerContext)
  const titleId = useId()
  useLayerOpen(depth + 1, true)
  useEffect(() => {
    if (!element) return
    const before = document.activeElement
    element.showModal()
    const first = element.querySelector<HTMLElement>('[data-autofocus]') ?? element.querySelector<HTMLElement>('input, textarea, select')
    first?.focus()
    return () => {
      element.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [element])
  return (
    <dialog
      ref={setElement}
      className={bare ?? (huge ? 'dialog huge' : wide ? 'dialog wide' : 'dialog')}
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        if (event.target === event.currentTarget) onClose()
      }}
      onPointerDown={event => event.target === element && onClose()}
    >
      <LayerContext.Provider value={{ depth: depth + 1, container: element }}>
        {element && bare !== undefined && (
          <>
            <h2 id={titleId} className="sr">
              {title}
            </h2>
            {children}
          </>
        )}
        {element && bare === undefined && (
          <div className="dialog-in">
            <header>
              <h2 id={titleId}>{title}</h2>
              <IconButton name="x" label="Close" small onClick={onClose} />
            </header>
            {children}
          </div>
        )}
      </LayerContext.Provider>
    </dialog>
  )
}

interface FormDialogProps {
  title: string
  submit: string
  onClose: () => void
  /** Resolves when it is done; the dialog then closes. */
  onSubmit: () => Promise<unknown> | unknown
  busy?: boolean
  disabled?: boolean
  /** What was refused, in a sentence; what was written is kept. */
  error?: string | null
  children: ReactNode
  wide?: boolean
  huge?: boolean
  /** Stands left of the buttons. */
  aside?: ReactNode
  danger?: boolean
}

/** A small form in a dialog: ⌘↵ (or Enter in a line) confirms, Esc leaves. */
export function FormDialog({
  title,
  submit,
  onClose,
  onSubmit,
  busy,
  disabled,
  error,
  children,
  wide,
  huge,
  aside,
  danger,
}: FormDialogProps) {
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    if (!busy && !disabled) void onSubmit()
  }
  return (
    <Dialog title={title} onClose={onClose} {...(wide ? { wide } : {})} {...(huge ? { huge } : {})}>
      <form
        onSubmit={confirm}
        onKeyDown={event => (event.metaKey || event.ctrlKey) && event.key === 'Enter' && event.currentTarget.requestSubmit()}
        noValidate
      >
        <div className="dialog-body">{children}</div>
        {error && (
          <p className="note bad" role="alert">
            {error}
          </p>
        )}
        <footer>
          {aside}
          <span className="grow" />
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} keys="mod+enter" busy={busy ?? false} disabled={disabled ?? false}>
            {submit}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
