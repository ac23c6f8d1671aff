import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Checkbox, FormField, TextInput } from '../../ui/inputs.tsx'
import { AuthForm, AuthFrame, Refusal } from './AuthFrame.tsx'
import { callAuth } from './session.ts'
import { useSubmit } from './use_submit.ts'

const codeLength = 6

/** The second step of signing in: the code of the app, or a backup code. */
export function SecondFactor({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const [backup, setBackup] = useState(false)
  const [code, setCode] = useState('')
  const [trust, setTrust] = useState(false)
  const form = useSubmit()
  const submit = (given: string) =>
    form.run(async () => {
      await callAuth(backup ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp', {
        code: given,
        ...(backup ? {} : { trustDevice: trust }),
      })
      onDone()
    })
  const type = (text: string) => {
    const next = backup ? text.trim() : text.replace(/\D/g, '').slice(0, codeLength)
    setCode(next)
    if (!backup && next.length === codeLength && next !== code && !form.busy) void submit(next)
  }
  const other = () => {
    setBackup(!backup)
    setCode('')
    form.clear()
  }
  return (
    <AuthFrame
      title={backup ? 'Backup code' : 'Second factor'}
      intro={
        backup
          ? 'One of the codes that you kept when you set the second factor up. Each works once.'
          : 'The six digits that your authenticator app shows now.'
      }
    >
      <AuthForm onSubmit={() => void submit(code)}>
        <FormField label={backup ? 'Backup code' : 'Code'}>
          {ids => (
            <TextInput
              {...ids}
              key={backup ? 'backup' : 'code'}
              className="code-input"
              value={code}
              onChange={event => type(event.target.value)}
              autoComplete="one-time-code"
              inputMode={backup ? 'text' : 'numeric'}
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
            />
          )}
        </FormField>
        {!backup && (
          <Checkbox checked={trust} onChange={setTrust}>
            Do not ask on this device for 30 days
          </Checkbox>
        )}
        <Refusal>{form.sentence()}</Refusal>
        <Button type="submit" look="primary" busy={form.busy} disabled={backup ? code === '' : code.length < codeLength}>
          Sign in
        </Button>
      </AuthForm>
      <p className="auth-foot">
        <button type="button" className="link" onClick={other}>
          {backup ? 'Use the app instead' : 'Use a backup code'}
        </button>
        <button type="button" className="link" onClick={onBack}>
          Back
        </button>
      </p>
    </AuthFrame>
  )
}
