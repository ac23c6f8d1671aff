import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { toast } from '../../../ui/toasts.ts'
import { PasswordField } from '../../auth/PasswordField.tsx'
import { callAuth } from '../../auth/session.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { CopyField } from '../parts/CopyField.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { refreshProfile } from './my_profile.ts'
import { QrCode } from './QrCode.tsx'

type Asked = 'enable' | 'disable' | 'codes'
interface Enrolment {
  totpURI: string
  backupCodes: string[]
}

const secretOf = (uri: string): string => new URL(uri).searchParams.get('secret') ?? ''

/** A code of an app besides the password: set up, shown as a picture that is drawn here, with backup codes (H1). */
export function SecondFactorCard({ on }: { on: boolean }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const withPassword = async (password: string) => {
    if (asked === 'enable') setEnrolment(await callAuth<Enrolment>('/two-factor/enable', { password }))
    if (asked === 'codes')
      setCodes((await callAuth<{ backupCodes: string[] }>('/two-factor/generate-backup-codes', { password })).backupCodes)
    if (asked === 'disable') {
      await callAuth('/two-factor/disable', { password })
      await refreshProfile()
      setCodes(null)
      toast('The second factor is off')
    }
    setAsked(null)
  }
  return (
    <Card title="Second factor" note={on ? 'on' : 'off'}>
      {codes ? (
        <BackupCodes codes={codes} onDone={() => setCodes(null)} />
      ) : enrolment ? (
        <Enrol
          enrolment={enrolment}
          onCancel={() => setEnrolment(null)}
          onDone={() => {
            setCodes(enrolment.backupCodes)
            setEnrolment(null)
            void refreshProfile()
          }}
        />
      ) : on ? (
        <>
          <p className="t2">Signing in asks for the code of your authenticator app.</p>
          <div className="row">
            <Button onClick={() => setAsked('codes')}>New backup codes</Button>
            <Button look="quiet" onClick={() => setAsked('disable')}>
              Turn off
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className="t2">A code from an app on your phone besides the password, so that a stolen password alone opens nothing.</p>
          <div className="row">
            <Button icon="lock" onClick={() => setAsked('enable')}>
              Set up a second factor
            </Button>
          </div>
        </>
      )}
      {asked && <AskPassword asked={asked} onClose={() => setAsked(null)} onPassword={withPassword} />}
    </Card>
  )
}

const titles: Record<Asked, [title: string, submit: string]> = {
  enable: ['Set up a second factor', 'Continue'],
  disable: ['Turn the second factor off', 'Turn off'],
  codes: ['New backup codes', 'Make new codes'],
}

function AskPassword({
  asked,
  onClose,
  onPassword,
}: {
  asked: Asked
  onClose: () => void
  onPassword: (password: string) => Promise<void>
}) {
  const [password, setPassword] = useState('')
  const form = useSubmit()
  const [title, submit] = titles[asked]
  return (
    <FormDialog
      title={title}
      submit={submit}
      onClose={onClose}
      busy={form.busy}
      disabled={password === ''}
      error={form.sentence()}
      onSubmit={() => form.run(() => onPassword(password))}
    >
      <PasswordField
        label="Your password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        help={asked === 'codes' ? 'The former codes stop working.' : ''}
      />
    </FormDialog>
  )
}

function Enrol({ enrolment, onDone, onCancel }: { enrolment: Enrolment; onDone: () => void; onCancel: () => void }) {
  const [code, setCode] = useState('')
  const form = useSubmit()
  const verify = (given: string) =>
    form.run(async () => {
      await callAuth('/two-factor/verify-totp', { code: given })
      onDone()
    })
  return (
    <div className="qr-row">
      <QrCode text={enrolment.totpURI} label="Code for your authenticator app" />
      <form
        className="card-form grow"
        onSubmit={event => {
          event.preventDefault()
          void verify(code)
        }}
      >
        <p className="t2">Scan this with your authenticator app, or type the key into it. Then give the code that it shows.</p>
        <CopyField label="Key" value={secretOf(enrolment.totpURI)} />
        <FormField label="Code" error={form.sentence()}>
          {ids => (
            <TextInput
              {...ids}
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              autoFocus
              onChange={event => {
                const next = event.target.value.replace(/\D/g, '').slice(0, 6)
                setCode(next)
                if (next.length === 6 && next !== code) void verify(next)
              }}
            />
          )}
        </FormField>
        <div className="row">
          <Button type="submit" look="primary" busy={form.busy} disabled={code.length < 6}>
            Turn on
          </Button>
          <Button look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </div>
  )
}

function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <>
      <p className="t2">Keep these codes where you find them without your phone. Each works once; they are not shown again.</p>
      <CopyField label="Backup codes" value={codes.join('\n')} long />
      <div className="row">
        <a
          className="btn"
          download="hedgerow-backup-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${codes.join('\n')}\n`)}`}
        >
          Download
        </a>
        <Button look="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </>
  )
}
