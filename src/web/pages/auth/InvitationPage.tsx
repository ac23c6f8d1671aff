import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { sentenceOf } from '../../api/problem.ts'
import { A } from '../../ui/A.tsx'
import { Button } from '../../ui/Button.tsx'
import { FormField, TextInput } from '../../ui/inputs.tsx'
import { AuthForm, AuthFrame, Refusal } from './AuthFrame.tsx'
import { PasswordField, passwordHelp } from './PasswordField.tsx'
import { ownTimeZone } from './regions.ts'
import { enter, signIn } from './session.ts'
import { useSubmit } from './use_submit.ts'

interface Invited {
  email: string
  name: string | null
  role: string
  workspace: string
}

/** Where an invitation's link leads: a name and a password, and one is in (H1). */
export function InvitationPage() {
  const { token } = useParams({ strict: false })
  const { data, error } = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => post<Invited>('/invitations/look', { token }),
    retry: false,
  })
  if (error)
    return (
      <AuthFrame title="This invitation cannot be used" intro={sentenceOf(error)}>
        <p className="auth-foot">
          <A className="link" href="/sign-in">
            Sign in
          </A>
        </p>
      </AuthFrame>
    )
  if (!data) return <AuthFrame title="Your invitation" intro="One moment …" />
  return <Accept invited={data} token={token ?? ''} />
}

function Accept({ invited, token }: { invited: Invited; token: string }) {
  const [name, setName] = useState(invited.name ?? '')
  const [password, setPassword] = useState('')
  const form = useSubmit()
  const submit = () =>
    form.run(async () => {
      await post('/invitations/accept', { token, name, password, time_zone: ownTimeZone() })
      await signIn(invited.email, password)
      enter('/')
    })
  return (
    <AuthFrame title={`Welcome to ${invited.workspace}`} intro="Choose a password, and you are in.">
      <AuthForm onSubmit={() => void submit()}>
        <FormField label="Email">
          {ids => <TextInput {...ids} type="email" value={invited.email} readOnly autoComplete="username" />}
        </FormField>
        <FormField label="Your name" error={form.fields.name}>
          {ids => (
            <TextInput {...ids} value={name} onChange={event => setName(event.target.value)} autoComplete="name" autoFocus={name === ''} />
          )}
        </FormField>
        <PasswordField
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          autoFocus={name !== ''}
          help={passwordHelp}
          error={form.fields.password}
        />
        <Refusal>{form.sentence(['name', 'password'])}</Refusal>
        <Button type="submit" look="primary" busy={form.busy} disabled={name.trim() === '' || password === ''}>
          Start
        </Button>
      </AuthForm>
    </AuthFrame>
  )
}
