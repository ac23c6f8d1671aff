import { useMantineColorScheme } from '@mantine/core'
import { useMemo } from 'react'
import { sentenceOf } from '../../../api/problem.ts'
import type { Scheme } from '../../../theme.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { timeZoneOptions } from '../../auth/regions.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { useDraft } from '../parts/drafts.ts'
import { LinesInput } from '../parts/LinesInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { type Profile, saveProfile, useProfile } from './my_profile.ts'

const schemes: { value: Scheme; label: string }[] = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** One's own name, clock, absence and addresses. */
export function YouPage() {
  const { data, error, refetch } = useProfile()
  return (
    <SettingsPane title="Profile and absence" intro="Colleagues see your name and when you are away; leads pass you by on those days.">
      {error && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {data ? <ProfileForm profile={data} /> : !error && <SkeletonRows rows={4} />}
    </SettingsPane>
  )
}

const shown = ['name', 'time_zone', 'out_of_office_from', 'out_of_office_until', 'further_addresses']

function ProfileForm({ profile }: { profile: Profile }) {
  const { name, time_zone, out_of_office_from, out_of_office_until, further_addresses } = profile
  const saved = { name, time_zone, out_of_office_from, out_of_office_until, further_addresses }
  const draft = useDraft('profile', saved)
  const form = useSubmit()
  const zones = useMemo(() => timeZoneOptions(profile.time_zone), [profile.time_zone])
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { value } = draft
  const set = (change: Partial<typeof saved>) => draft.set({ ...value, ...change })
  const save = () =>
    form.run(async () => {
      await saveProfile(value)
      draft.discard()
      toast('Your profile is saved', {
        undo: async () => {
          try {
            await saveProfile(saved)
            return true
          } catch (refused) {
            showError(sentenceOf(refused))
            return false
          }
        },
      })
    })
  const address = Object.entries(form.fields).find(([field]) => field.startsWith('further_addresses'))?.[1]
  const day = (field: 'out_of_office_from' | 'out_of_office_until', label: string, help: string) => (
    <FormField label={label} help={help} error={form.fields[field]}>
      {ids => (
        <TextInput {...ids} type="date" value={value[field] ?? ''} onChange={event => set({ [field]: event.target.value || null })} />
      )}
    </FormField>
  )
  return (
    <>
      <Card title="Profile">
        <div className="two">
          <FormField label="Name" error={form.fields.name}>
            {ids => <TextInput {...ids} value={value.name} onChange={event => set({ name: event.target.value })} autoComplete="name" />}
          </FormField>
          <FormField label="Email" help="An admin can change it.">
            {ids => <TextInput {...ids} value={profile.email} readOnly />}
          </FormField>
          <FormField label="Time zone" help="Times are shown in it." error={form.fields.time_zone}>
            {({ id }) => (
              <Select
                id={id}
                label="Time zone"
                options={zones}
                value={value.time_zone}
                onChange={zone => zone && set({ time_zone: zone })}
              />
            )}
          </FormField>
        </div>
        <FormField label="Further addresses" help="One a line. Mail from these is recognised as yours too." error={address}>
          {ids => (
            <LinesInput
              {...ids}
              value={value.further_addresses}
              onChange={lines => set({ further_addresses: lines })}
              placeholder="you@another.example"
            />
          )}
        </FormField>
      </Card>
      <Card
        title="Out of office"
        actions={
          (value.out_of_office_from || value.out_of_office_until) && (
            <Button look="quiet" small onClick={() => set({ out_of_office_from: null, out_of_office_until: null })}>
              I am back
            </Button>
          )
        }
      >
        <div className="two">
          {day('out_of_office_from', 'From', 'The first day away.')}
          {day('out_of_office_until', 'Until', 'The last day away.')}
        </div>
      </Card>
      <Card title="Look">
        <fieldset className="subtabs flat" aria-label="Theme">
          {schemes.map(scheme => (
            <button
              type="button"
              key={scheme.value}
              className={colorScheme === scheme.value ? 'on' : ''}
              aria-pressed={colorScheme === scheme.value}
              onClick={() => setColorScheme(scheme.value)}
            >
              {scheme.label}
            </button>
          ))}
        </fieldset>
      </Card>
      <SaveBar
        dirty={draft.dirty}
        busy={form.busy}
        error={form.sentence([...shown, ...Object.keys(form.fields).filter(field => field.startsWith('further_addresses'))])}
        onSave={() => void save()}
        onDiscard={() => {
          draft.discard()
          form.clear()
        }}
      />
    </>
  )
}
