import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMeta, usePerson } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { countryChoices } from '../../../format/countries.ts'
import { fromLocalInput, toLocalInput } from '../../../format/dates.ts'
import { useNow } from '../../../format/now.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Notice } from '../../../ui/states.tsx'
import { useTimeZone } from '../../../ui/When.tsx'
import { TryPane } from '../parts/SettingsPane.tsx'
import { type Decision, tryAssignment } from './try_assignment.ts'

/** Which owner a lead would get, and why: the real rules, nothing saved (C3). `changes` asks again after every edit of the page. */
export function TryAssignment({ changes }: { changes: unknown }) {
  const meta = useMeta()
  const now = useNow()
  const timeZone = useTimeZone()
  const [email, setEmail] = useState('')
  const [country, setCountry] = useState<string | null>('AU')
  const [source, setSource] = useState<string | null>('contact_form')
  const [at, setAt] = useState('')
  const sources = meta.objects.find(object => object.name === 'lead')?.fields.source?.options?.filter(option => !option.retired) ?? []
  const lead = {
    ...(email.trim() ? { email: email.trim() } : {}),
    ...(country ? { country } : {}),
    source: source ?? 'manual',
    ...(at ? { at: fromLocalInput(at, timeZone).toISOString() } : {}),
  }
  const [asked] = useDebouncedValue(lead, 250, { leading: true })
  const { data, error } = useQuery({
    queryKey: ['assignment-try', asked, changes],
    queryFn: () => tryAssignment(asked),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <TryPane note="Nothing is saved, nobody loses a turn.">
      <div className="try-fields">
        <FormField label="Email">
          {ids => (
            <TextInput
              {...ids}
              type="email"
              inputMode="email"
              placeholder="lena@jarrah.example"
              value={email}
              onChange={event => setEmail(event.target.value)}
            />
          )}
        </FormField>
        <div className="two">
          <FormField label="Country">
            {({ id }) => (
              <Select id={id} label="Country" options={countryChoices} value={country} onChange={setCountry} clearable placeholder="None" />
            )}
          </FormField>
          <FormField label="Source">
            {({ id }) => <Select id={id} label="Source" options={sources} value={source} onChange={setSource} />}
          </FormField>
        </div>
        <FormField label="Arrives">
          {ids => (
            <TextInput
              {...ids}
              type="datetime-local"
              value={at || toLocalInput(now, timeZone)}
              onChange={event => setAt(event.target.value)}
            />
          )}
        </FormField>
      </div>
      <div aria-live="polite">
        {error ? (
          <div className="card" style={{ border: 0 }}>
            <Notice tone="warn">{sentenceOf(error)}</Notice>
          </div>
        ) : (
          data && <Outcome decision={data} />
        )}
      </div>
      <p className="meta" style={{ marginTop: 12 }}>
        The same lines appear on the lead’s timeline.
      </p>
    </TryPane>
  )
}

function Outcome({ decision }: { decision: Decision }) {
  const owner = usePerson(decision.owner_id)
  return (
    <div className="card">
      <div className="row who">
        {owner ? <Avatar id={owner.id} name={owner.name} size="l" /> : <Icon name="pool" />}
        <div className="grow">
          <div className="strong">{owner?.name ?? 'Nobody'}</div>
          <div className="meta">{decision.reason}</div>
        </div>
      </div>
      <ol className="steps">
        {decision.steps.map(({ ok, title, detail }) => (
          <li className={ok ? 'yes' : 'no'} key={`${title} ${detail}`}>
            <span className="ic">
              <Icon name={ok ? 'check' : 'x'} small label={ok ? 'Yes' : 'No'} />
            </span>
            <div>
              <div>{title}</div>
              {detail && <p>{detail}</p>}
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}
