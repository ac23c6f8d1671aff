import { useId, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { showError } from '../../../ui/toasts.ts'

interface CopyFieldProps {
  label: string
  value: string
  /** Several lines, such as a snippet of HTML. */
  long?: boolean
  help?: string
}

/** Something to take elsewhere: shown whole, copied with one press. */
export function CopyField({ label, value, long, help }: CopyFieldProps) {
  const id = useId()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      setTimeout(() => setCopied(false), 2_000)
    } catch {
      showError('The browser does not let this page copy. Select the text and copy it yourself.')
    }
  }
  const shared = { id, readOnly: true, value, 'aria-describedby': help ? `${id}-help` : undefined }
  return (
    <div className="form-field copy">
      <label htmlFor={id}>{label}</label>
      <div className="row">
        {long ? (
          <textarea {...shared} rows={value.split('\n').length} className="field area mono" onFocus={event => event.target.select()} />
        ) : (
          <input {...shared} className="field mono grow" onFocus={event => event.target.select()} />
        )}
        <Button {...(copied ? { icon: 'check' as const } : {})} onClick={() => void copy()} aria-label={`Copy ${label.toLowerCase()}`}>
          <span role="status">{copied ? 'Copied' : 'Copy'}</span>
        </Button>
      </div>
      {help && (
        <p className="meta" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  )
}
