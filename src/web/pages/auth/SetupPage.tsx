import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { get, post } from '../../api/client.ts'
import { A } from '../../ui/A.tsx'
import { Button } from '../../ui/Button.tsx'
import { FormField, TextInput } from '../../ui/inputs.tsx'
import { Select } from '../../ui/Select.tsx'
import { AuthForm, AuthFrame, Refusal } from './AuthFrame.tsx'
import { PasswordField, passwordHelp } from './PasswordField.tsx'
import { currencyOptions, guessCurrency, ownTimeZone, timeZoneOptions } from './regions.ts'
import { enter, signIn } from './session.ts'
import { useSubmit } from './use_submit.ts'

const playbooks = [
  {
    value: 'product_led',
    label: 'Product-led',
    text: 'The product sells itself first; leads are scored, given out by territory and worked until they convert.',
  },
  {
    value: 'single_pipeline',
    label: 'Single pipeline',
    text: 'Every sign-up becomes an opportunity in one pipeline; there are no leads to sort.',
  },
  {
    value: 'enterprise_and_startup',
    label: 'Enterprise and startup',
    text: 'Two pipelines side by side, one with contracts and quotes, one that is quick.',
  },
]
const shown = ['company', 'name', 'email', 'password', 'time_zone', 'currency', 'playbook']

/** The first start: the company and its first admin, in one step; everything else can be changed later. */
export function SetupPage() {
  const { data } = useQuery({ queryKey: ['setup'], queryFn: () => get<{ needed: boolean }>('/setup') })
  const [input, setInput] = useState(() => ({
    company: '',
    name: '',
    email: '',
    password: '',
    time_zone: ownTimeZone(),
    currency: guessCurrency(navigator.languages),
    playbook: 'product_led',
  }))
  const zones = useMemo(() => timeZoneOptions(ownTimeZone()), [])
  const money = useMemo(currencyOptions, [])
  const form = useSubmit()
  const set = (name: keyof typeof input) => (value: string | null) => setInput(was => ({ ...was, [name]: value ?? was[name] }))
  const submit = () =>
    form.run(async () => {
      await post('/setup', input)
      await signIn(input.email, input.password)
      enter('/')
    })
  if (data && !data.needed)
    return (
      <AuthFrame title="This is set up already" intro="Somebody made the first account here. Sign in, or ask them for an invitation.">
        <p className="auth-foot">
          <A className="btn pri" href="/sign-in">
            Sign in
          </A>
        </p>
      </AuthFrame>
    )
  const line = (name: 'company' | 'name' | 'email', label: string, autoComplete: string, help?: string) => (
    <FormField label={label} help={help} error={form.fields[name]}>
      {ids => (
        <TextInput
          {...ids}
          type={name === 'email' ? 'email' : 'text'}
          name={name}
          value={input[name]}
          onChange={event => set(name)(event.target.value)}
          autoComplete={autoComplete}
          autoFocus={name === 'company'}
        />
      )}
    </FormField>
  )
  return (
    <AuthFrame wide title="Set up Hedgerow" intro="Two minutes, then the first lead can come. All of it can be changed later in Settings.">
      <AuthForm onSubmit={() => void submit()}>
        {line('company', 'Company', 'organization')}
        {line('name', 'Your name', 'name')}
        {line(
          'email',
          'Your work email',
          'username',
          'You become the first admin. hello@ and sales@ of the same domain receive mail here.',
        )}
        <PasswordField
          label="Password"
          value={input.password}
          onChange={set('password')}
          autoComplete="new-password"
          help={passwordHelp}
          error={form.fields.password}
        />
        <div className="auth-two">
          <FormField label="Time zone" error={form.fields.time_zone}>
            {({ id }) => <Select id={id} label="Time zone" options={zones} value={input.time_zone} onChange={set('time_zone')} />}
          </FormField>
          <FormField label="Currency" error={form.fields.currency}>
            {({ id }) => <Select id={id} label="Currency" options={money} value={input.currency} onChange={set('currency')} />}
          </FormField>
        </div>
        <fieldset className="choices">
          <legend className="label">How you sell</legend>
          {playbooks.map(({ value, label, text }) => (
            <label key={value}>
              <input
                type="radio"
                name="playbook"
                value={value}
                checked={input.playbook === value}
                onChange={() => set('playbook')(value)}
              />
              <span className="strong">{label}</span>
              <span className="meta">{text}</span>
            </label>
          ))}
        </fieldset>
        <Refusal>{form.sentence(shown)}</Refusal>
        <Button type="submit" look="primary" busy={form.busy}>
          Set up and sign in
        </Button>
      </AuthForm>
    </AuthFrame>
  )
}
