import { useQuery } from '@tanstack/react-query'
import { type Cadence, type NotificationPreferences, notificationKinds } from '../../../../modules/notifications/preferences.rule.ts'
import { get, patch } from '../../../api/client.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { Checkbox, FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { useTimeZone } from '../../../ui/When.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { useDraft } from '../parts/drafts.ts'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { CalendarCard } from './CalendarCard.tsx'

const key = ['me', 'notifications']
const cadences: { value: Cadence; label: string }[] = [
  { value: 'off', label: 'No mail' },
  { value: 'instant', label: 'At once' },
  { value: 'hourly', label: 'Every hour' },
  { value: 'daily', label: 'Every morning' },
]
const days: { value: NotificationPreferences['digest']['days']; label: string }[] = [
  { value: 'weekdays', label: 'Monday to Friday' },
  { value: 'every_day', label: 'Every day' },
]

/** What I am told, in the page and by mail, when I want quiet, and my morning (F4, F5). */
export function NotificationsPage() {
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<NotificationPreferences>('/me/notifications', signal),
  })
  return (
    <SettingsPane title="Notifications" intro="Chosen by you, for you. What you leave as it is follows the workspace.">
      {error && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {data ? <Loaded saved={data} /> : !error && <SkeletonRows rows={6} />}
    </SettingsPane>
  )
}

/** Only what was changed is sent, so that the rest goes on following the workspace. */
function changed(value: NotificationPreferences, saved: NotificationPreferences): object {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const kinds = Object.fromEntries(
    Object.entries(value.kinds).filter(([name, one]) => differs(one, saved.kinds[name as keyof typeof saved.kinds])),
  )
  return {
    ...(Object.keys(kinds).length > 0 ? { kinds } : {}),
    ...(differs(value.quiet_hours, saved.quiet_hours) ? { quiet_hours: value.quiet_hours } : {}),
    ...(differs(value.digest, saved.digest) ? { digest: value.digest } : {}),
  }
}

function Loaded({ saved }: { saved: NotificationPreferences }) {
  const timeZone = useTimeZone()
  const draft = useDraft('notifications', saved)
  const form = useSubmit()
  const { value } = draft
  const write = async (body: object) => queryClient.setQueryData(key, await patch<NotificationPreferences>('/me/notifications', body))
  const save = () =>
    form.run(async () => {
      await write(changed(value, saved))
      draft.discard()
      toast('Your notifications are saved', {
        undo: async () => {
          try {
            await write(changed(saved, value))
            return true
          } catch (refused) {
            showError(sentenceOf(refused))
            return false
          }
        },
      })
    })
  const { digest, quiet_hours: quiet } = value
  return (
    <>
      <Card title="What you are told">
        <table className="told">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">In the page</th>
              <th scope="col">By mail</th>
            </tr>
          </thead>
          <tbody>
            {notificationKinds.map(({ value: kind, label }) => {
              const one = value.kinds[kind]
              const set = (change: Partial<typeof one>) => draft.set({ ...value, kinds: { ...value.kinds, [kind]: { ...one, ...change } } })
              return (
                <tr key={kind}>
                  <th scope="row">{label}</th>
                  <td>
                    <Checkbox checked={one.page} label={`${label}: in the page`} onChange={page => set({ page })} />
                  </td>
                  <td>
                    <Select
                      label={`${label}: by mail`}
                      options={cadences}
                      value={one.mail}
                      onChange={mail => mail && set({ mail: mail as Cadence })}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </Card>
      <Card title="Quiet hours">
        <Checkbox
          checked={quiet !== null}
          onChange={on => draft.set({ ...value, quiet_hours: on ? { from: '19:00', until: '07:30' } : null })}
        >
          Mails wait until the quiet hours end
        </Checkbox>
        {quiet && (
          <div className="two">
            <FormField label="From" error={form.fields['quiet_hours.from']}>
              {ids => (
                <TextInput
                  {...ids}
                  type="time"
                  value={quiet.from}
                  onChange={event => draft.set({ ...value, quiet_hours: { ...quiet, from: event.target.value } })}
                />
              )}
            </FormField>
            <FormField label="Until" help={`By your clock, ${timeZone}.`} error={form.fields['quiet_hours.until']}>
              {ids => (
                <TextInput
                  {...ids}
                  type="time"
                  value={quiet.until}
                  onChange={event => draft.set({ ...value, quiet_hours: { ...quiet, until: event.target.value } })}
                />
              )}
            </FormField>
          </div>
        )}
      </Card>
      <Card title="Your morning">
        <Checkbox checked={digest.on} onChange={on => draft.set({ ...value, digest: { ...digest, on } })}>
          One mail with what there is to do; none when there is nothing
        </Checkbox>
        {digest.on && (
          <div className="two">
            <FormField label="At" help={`By your clock, ${timeZone}.`} error={form.fields['digest.at']}>
              {ids => (
                <TextInput
                  {...ids}
                  type="time"
                  value={digest.at}
                  onChange={event => draft.set({ ...value, digest: { ...digest, at: event.target.value } })}
                />
              )}
            </FormField>
            <FormField label="On">
              {ids => (
                <Select
                  id={ids.id}
                  label="On"
                  options={days}
                  value={digest.days}
                  onChange={on => draft.set({ ...value, digest: { ...digest, days: on === 'every_day' ? 'every_day' : 'weekdays' } })}
                />
              )}
            </FormField>
          </div>
        )}
      </Card>
      <CalendarCard />
      <SaveBar
        dirty={draft.dirty}
        busy={form.busy}
        error={form.sentence(['quiet_hours.from', 'quiet_hours.until', 'digest.at'])}
        onSave={() => void save()}
        onDiscard={() => {
          draft.discard()
          form.clear()
        }}
      />
    </>
  )
}
