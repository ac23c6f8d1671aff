import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { Kbd } from './Kbd.tsx'

interface Look {
  /** `primary`: the one next action of a view. */
  look?: 'default' | 'primary' | 'quiet' | 'danger'
  small?: boolean
  icon?: IconName
  /** The key that does the same, shown on the button. */
  keys?: string
  busy?: boolean
}

export type ButtonProps = Look & ComponentProps<'button'>

const classes = ({ look = 'default', small }: Look, square: boolean, extra?: string) =>
  ['btn', look === 'primary' && 'pri', look === 'quiet' && 'quiet', look === 'danger' && 'danger', small && 'sm', square && 'sq', extra]
    .filter(Boolean)
    .join(' ')

export function Button({ look, small, icon, keys, busy, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes({ look, small }, false, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {icon && <Icon name={icon} small={small ?? false} />}
      {children}
      {keys && <Kbd>{keys}</Kbd>}
    </button>
  )
}

/** A button that is only a picture; its name is for screen readers and the tooltip. */
export function IconButton({
  name,
  label,
  look,
  small,
  busy,
  className,
  ...rest
}: { name: IconName; label: string } & Omit<ButtonProps, 'icon' | 'children'>) {
  return (
    <button
      type="button"
      className={classes({ look: look ?? 'quiet', small }, true, className)}
      aria-label={label}
      title={label}
      aria-busy={busy || undefined}
      {...rest}
    >
      <Icon name={name} />
    </button>
  )
}

/** Yes and No, neither pressed as long as nobody has answered. */
export function YesNo({
  value,
  onChange,
  label,
  disabled,
}: {
  value: boolean | null
  onChange: (value: boolean) => void
  label: string
  disabled?: boolean
}) {
  const option = (answer: boolean, word: string): ReactNode => (
    <button
      type="button"
      className={value === answer ? 'on' : ''}
      aria-pressed={value === answer}
      disabled={disabled}
      onClick={() => onChange(answer)}
    >
      {word}
    </button>
  )
  return (
    <fieldset className="yn" aria-label={label}>
      {option(true, 'Yes')}
      {option(false, 'No')}
    </fieldset>
  )
}
