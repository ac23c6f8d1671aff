import { Button, IconButton } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { dismiss, useToasts } from './toasts.ts'

/** Bottom left: what happened, and the way back. */
export function ToastRegion() {
  const toasts = useToasts()
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, error, action, undo }) => (
        <div className={error ? 'toast err' : 'toast'} key={id}>
          <Icon name={error ? 'x' : 'check'} />
          <span className="grow">{text}</span>
          {action && (
            <Button
              look="quiet"
              small
              onClick={() => {
                dismiss(id)
                action.run()
              }}
            >
              {action.label}
            </Button>
          )}
          {undo && (
            <Button look="quiet" small keys="mod+z" onClick={() => void undo()}>
              Undo
            </Button>
          )}
          {error && <IconButton name="x" label="Close" small onClick={() => dismiss(id)} />}
        </div>
      ))}
    </div>
  )
}
