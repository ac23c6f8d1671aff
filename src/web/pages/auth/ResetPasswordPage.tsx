import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { A } from '../../ui/A.tsx'
import { Button } from '../../ui/Button.tsx'
import { FormField, TextInput } from '../../ui/inputs.tsx'
import { AuthForm, AuthFrame, Refusal } from './AuthFrame.tsx'
import { PasswordField, passwordHelp } from './PasswordField.tsx'
import { callAuth } from './session.ts'
import { useSubmit } from './use_submit.ts'

/** Without a token: asks for the link. With the token of the mailed link: sets the new password. */
export function ResetPasswordPage() {
  const { token, email }: Record<string, unknown> = useSearch({ strict: false })
  return typeof token === 'string' && token !== '' ? (
    <NewPassword token={token} />
  ) : (
    <AskForLink known={typeof email === 'string' ? email : ''} />
  )
}

const toSignIn = (
  <p className="auth-foot">
    <A className="link" href="/sign-in">
      Back to sign in
    </A>
  </p>
)

function AskForLink({ known }: { known: string }) {
  const [email, setEmail] = useState(known)
  const [sent, setSent] = useState(false)
  const form = useSubmit()
  const submit = () =>
    form.run(async () => {
      await callAuth('/request-password-reset', { email: email.trim() })
      setSent(true)
    })
  if (sent)
    return (
      <AuthFrame title="Look into your mail" intro={`If ${email.trim()} has an account here, a link is on its way. It works for an hour.`}>
        <p className="auth-intro">Nothing there? An admin can see the mail in the outbox, or set a password for you.</p>
        {toSignIn}
      </AuthFrame>
    )
  return (
    <AuthFrame title="Forgot the password" intro="We mail you a link to choose a new one.">
      <AuthForm onSubmit={() => void submit()}>
        <FormField label="Email" error={form.fields.email}>
          {ids => (
            <TextInput
              {...ids}
              type="email"
              value={email}
              onChange={event => setEmail(event.target.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
            />
          )}
        </FormField>
        <Refusal>{form.sentence(['email'])}</Refusal>
        <Button type="submit" look="primary" busy={form.busy} disabled={email.trim() === ''}>
          Mail me the link
        </Button>
      </AuthForm>
      {toSignIn}
    </AuthFrame>
  )
}

function NewPassword({ token }: { token: string }) {
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const form = useSubmit()
  const submit = () =>
    form.run(async () => {
      await callAuth('/reset-password', { newPassword: password, token })
      setDone(true)
    })
  if (done)
    return (
      <AuthFrame title="Your password is new" intro="You were signed out everywhere else.">
        <p className="auth-foot">
          <A className="btn pri" href="/sign-in">
            Sign in
          </A>
        </p>
      </AuthFrame>
    )
  return (
    <AuthFrame title="Choose a new password" intro="You will be signed out everywhere else.">
      <AuthForm onSubmit={() => void submit()}>
        <PasswordField
          label="New password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          autoFocus
          help={passwordHelp}
        />
        <Refusal>{form.sentence()}</Refusal>
        <Button type="submit" look="primary" busy={form.busy} disabled={password === ''}>
          Keep this password
        </Button>
      </AuthForm>
      {toSignIn}
    </AuthFrame>
  )
}
