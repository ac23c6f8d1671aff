import { useState } from 'react'
import { sentenceOf } from '../../../api/problem.ts'
import { Button } from '../../../ui/Button.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { PasswordField, passwordHelp } from '../../auth/PasswordField.tsx'
import { callAuth } from '../../auth/session.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { useProfile } from './my_profile.ts'
import { SecondFactorCard } from './SecondFactorCard.tsx'
import { SessionsCard } from './SessionsCard.tsx'

/** Password, second factor, and where one is signed in (H1). */
export function SignInSettingsPage() {
  const { data, error, refetch } = useProfile()
  return (
    <SettingsPane title="Sign-in and sessions">
      {error && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {data ? (
        <>
          <PasswordCard email={data.email} />
          <SecondFactorCard on={data.two_factor} />
          <SessionsCard />
        </>
      ) : (
        !error && <SkeletonRows rows={6} />
      )}
    </SettingsPane>
  )
}

function PasswordCard({ email }: { email: string }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const form = useSubmit()
  const change = () =>
    form.run(async () => {
      await callAuth('/change-password', { currentPassword: current, newPassword: next, revokeOtherSessions: true })
      setCurrent('')
      setNext('')
      toast('Your password is new. Other devices are signed out')
    })
  return (
    <Card title="Password">
      <form
        className="card-form"
        onSubmit={event => {
          event.preventDefault()
          void change()
        }}
      >
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <div className="two">
          <PasswordField label="Password now" value={current} onChange={setCurrent} autoComplete="current-password" />
          <PasswordField label="New password" value={next} onChange={setNext} autoComplete="new-password" help={passwordHelp} />
        </div>
        {form.sentence() && (
          <p className="note bad" role="alert">
            {form.sentence()}
          </p>
        )}
        <div className="row">
          <Button type="submit" busy={form.busy} disabled={current === '' || next === ''}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  )
}
