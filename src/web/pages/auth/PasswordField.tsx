import './password.css'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { FormField, TextInput } from '../../ui/inputs.tsx'

interface PasswordFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  autoComplete: 'current-password' | 'new-password'
  help?: string
  error?: string | undefined
  autoFocus?: boolean
}

export const passwordHelp = 'A few words in a row are easy to remember and hard to guess.'

/** A password, hidden until asked to show. */
export function PasswordField({ label, value, onChange, autoComplete, help, error, autoFocus }: PasswordFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <FormField label={label} help={help} error={error}>
      {ids => (
        <div className="password">
          <TextInput
            {...ids}
            type={shown ? 'text' : 'password'}
            value={value}
            onChange={event => onChange(event.target.value)}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus={autoFocus}
          />
          <Button look="quiet" small aria-pressed={shown} aria-label={`Show ${label.toLowerCase()}`} onClick={() => setShown(!shown)}>
            {shown ? 'Hide' : 'Show'}
          </Button>
        </div>
      )}
    </FormField>
  )
}
