import { type ComponentProps, type ReactNode, useId } from 'react'
import { Tick } from './states.tsx'

interface FormFieldProps {
  label: string
  help?: string | null | undefined
  error?: string | null | undefined
  required?: boolean
  /** A word after the label: "may stay empty". */
  note?: string
  /** Given the id that ties label and input, and that of the help or error below it. */
  children: (ids: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': true | undefined
    'aria-required': true | undefined
  }) => ReactNode
}

/** Label above, help or error below; what is wrong is tied to its input. */
export function FormField({ label, help, error, required, note, children }: FormFieldProps) {
  const id = useId()
  const below = error || help
  return (
    <div className="form-field">
      <label htmlFor={id}>
        {label}
        {required && <span className="t3"> required</span>}
        {note && <span className="t3"> {note}</span>}
      </label>
      {children({
        id,
        'aria-describedby': below ? `${id}-help` : undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required ? true : undefined,
      })}
      {below && (
        <p id={`${id}-help`} className={error ? 'meta bad' : 'meta'} role={error ? 'alert' : undefined}>
          {below}
        </p>
      )}
    </div>
  )
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" autoComplete="off" {...rest} className={className ? `field ${className}` : 'field'} />
}

export function TextArea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={rows} {...rest} className={className ? `field area ${className}` : 'field area'} />
}

interface CheckboxProps {
  checked: boolean
  onChange: (checked: boolean) => void
  children?: ReactNode
  /** Its name where no words stand beside it. */
  label?: string
  mixed?: boolean
  disabled?: boolean
}

export function Checkbox({ checked, onChange, children, label, mixed, disabled }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: drawn as in the design, with a mixed state, and without a form around it
    <button
      type="button"
      role="checkbox"
      className={children ? 'checkbox' : 'checkbox bare'}
      aria-checked={mixed ? 'mixed' : checked}
      aria-label={label}
      disabled={disabled}
      onClick={event => {
        event.stopPropagation()
        onChange(!checked)
      }}
    >
      <Tick on={checked} mixed={mixed ?? false} />
      {children && <span>{children}</span>}
    </button>
  )
}
