import { useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { get } from '../../api/client.ts'
import { A, useGo } from '../../ui/A.tsx'
import { Button } from '../../ui/Button.tsx'
import { FormField, TextInput } from '../../ui/inputs.tsx'
import { AuthForm, AuthFrame, Refusal } from './AuthFrame.tsx'
import { PasswordField } from './PasswordField.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { enter, placeAfter, signIn } from './session.ts'
import { useSubmit } from './use_submit.ts'

/** Address and password, then the second factor where there is one; afterwards where the link wanted to go (H1). */
export function SignInPage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const go = useGo()
  const [email, setEmail] = useState(typeof search.email === 'string' ? search.email : '')
  const [password, setPassword] = useState('')
  const [second, setSecond] = useState(false)
  const form = useSubmit()
  const done = () => enter(placeAfter(search.return))

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the page opens
  useEffect(() => {
    get<{ needed: boolean }>('/setup').then(
      ({ needed }) => needed && go('/setup', { replace: true }),
      () => undefined, // without an answer the person signs in as always, and is told there what is wrong
    )
  }, [])

  if (second)
    return (
      <SecondFactor
        onDone={done}
        onBack={() => {
          setSecond(false)
          setPassword('')
        }}
      />
    )
  const submit = () =>
    form.run(async () => {
      if (await signIn(email, password)) setSecond(true)
      else done()
    })
  return (
    <AuthFrame title="Sign in">
      <AuthForm onSubmit={() => void submit()}>
        <FormField label="Email" error={form.fields.email}>
          {ids => (
            <TextInput
              {...ids}
              type="email"
              name="email"
              value={email}
              onChange={event => setEmail(event.target.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus={email === ''}
            />
          )}
        </FormField>
        <PasswordField
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          autoFocus={email !== ''}
          error={form.fields.password}
        />
        <Refusal>{form.sentence(['email', 'password'])}</Refusal>
        <Button type="submit" look="primary" busy={form.busy} disabled={email.trim() === '' || password === ''}>
          Sign in
        </Button>
      </AuthForm>
      <p className="auth-foot">
        <A className="link" href={`/reset-password${email ? `?email=${encodeURIComponent(email)}` : ''}`}>
          Forgot the password?
        </A>
      </p>
    </AuthFrame>
  )
}
