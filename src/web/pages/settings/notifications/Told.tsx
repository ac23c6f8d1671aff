import { type Cadence, type NotificationPreferences, notificationKinds } from '../../../../modules/notifications/preferences.rule.ts'
import { Checkbox, FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Card } from '../parts/SettingsPane.tsx'

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

type Kinds = NotificationPreferences['kinds']

/** What is told where: one line a kind. */
export function KindsTable({ value, onChange }: { value: Kinds; onChange: (kinds: Kinds) => void }) {
  return (
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
          const one = value[kind]
          const set = (change: Partial<typeof one>) => onChange({ ...value, [kind]: { ...one, ...change } })
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
  )
}

type Times = Pick<NotificationPreferences, 'quiet_hours' | 'digest'>
export const timeFields = ['quiet_hours.from', 'quiet_hours.until', 'digest.at']

interface TimesCardsProps {
  value: Times
  onChange: (change: Partial<Times>) => void
  /** Whose clock the times are by. */
  clock: string
  errors: Record<string, string>
}

/** When mails wait, and the morning's digest. */
export function TimesCards({ value: { quiet_hours: quiet, digest }, onChange, clock, errors }: TimesCardsProps) {
  const time = (label: string, field: string, at: string, set: (at: string) => void, help?: string) => (
    <FormField label={label} help={help} error={errors[field]}>
      {ids => <TextInput {...ids} type="time" value={at} onChange={event => set(event.target.value)} />}
    </FormField>
  )
  return (
    <>
      <Card title="Quiet hours">
        <Checkbox checked={quiet !== null} onChange={on => onChange({ quiet_hours: on ? { from: '19:00', until: '07:30' } : null })}>
          Mails wait until the quiet hours end
        </Checkbox>
        {quiet && (
          <div className="two">
            {time('From', 'quiet_hours.from', quiet.from, from => onChange({ quiet_hours: { ...quiet, from } }))}
            {time('Until', 'quiet_hours.until', quiet.until, until => onChange({ quiet_hours: { ...quiet, until } }), clock)}
          </div>
        )}
      </Card>
      <Card title="The morning">
        <Checkbox checked={digest.on} onChange={on => onChange({ digest: { ...digest, on } })}>
          One mail with what there is to do; none when there is nothing
        </Checkbox>
        {digest.on && (
          <div className="two">
            {time('At', 'digest.at', digest.at, at => onChange({ digest: { ...digest, at } }), clock)}
            <FormField label="On">
              {ids => (
                <Select
                  id={ids.id}
                  label="On"
                  options={days}
                  value={digest.days}
                  onChange={on => onChange({ digest: { ...digest, days: on === 'every_day' ? 'every_day' : 'weekdays' } })}
                />
              )}
            </FormField>
          </div>
        )}
      </Card>
    </>
  )
}
