import { useMemo, useState } from 'react'
import { post } from '../../../api/client.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { Checkbox, FormField, TextInput } from '../../../ui/inputs.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { MultiSelect, Select } from '../../../ui/Select.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { PasswordField } from '../../auth/PasswordField.tsx'
import { timeZoneOptions } from '../../auth/regions.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { LinesInput } from '../parts/LinesInput.tsx'
import { removeRecord, useTeams } from '../parts/setting_records.ts'
import type { RoleRec } from './PeoplePage.tsx'
import { changeUser, type UserRec } from './user_record.ts'

const editable = [
  'name',
  'email',
  'role',
  'active',
  'time_zone',
  'team_ids',
  'out_of_office_from',
  'out_of_office_until',
  'further_addresses',
] as const
type Editable = Pick<UserRec, (typeof editable)[number]>

const pick = (user: UserRec): Editable => {
  const { name, email, role, active, time_zone, team_ids, out_of_office_from, out_of_office_until, further_addresses } = user
  return { name, email, role, active, time_zone, team_ids, out_of_office_from, out_of_office_until, further_addresses }
}

/** Everything an admin may say of a colleague, and what they may do for them. */
export function UserDialog({ user, roles, onClose }: { user: UserRec; roles: readonly RoleRec[]; onClose: () => void }) {
  const meta = useMeta()
  const teams = useTeams()
  const before = pick(user)
  const [value, setValue] = useState(before)
  const [newPassword, setNewPassword] = useState(false)
  const zones = useMemo(() => timeZoneOptions(user.time_zone), [user.time_zone])
  const form = useSubmit()
  const set = (change: Partial<Editable>) => setValue(was => ({ ...was, ...change }))
  const changed = Object.fromEntries(
    Object.entries(value).filter(([name, now]) => JSON.stringify(now) !== JSON.stringify(before[name as keyof Editable])),
  )
  const save = () =>
    form.run(async () => {
      await changeUser(user.id, changed)
      const back = Object.fromEntries(Object.keys(changed).map(name => [name, before[name as keyof Editable]]))
      toast(`${value.name} is saved`, {
        undo: async () => {
          try {
            await changeUser(user.id, back)
            return true
          } catch (error) {
            showError(sentenceOf(error))
            return false
          }
        },
      })
      onClose()
    })
  const signOut = async () => {
    try {
      const { ended } = await post<{ ended: number }>(`/users/${user.id}/sign_out_everywhere`)
      toast(ended === 0 ? `${user.name} was signed in nowhere` : `${user.name} is signed out everywhere`)
    } catch (error) {
      showError(sentenceOf(error))
    }
  }
  const resetSecondFactor = async () => {
    try {
      await post(`/users/${user.id}/reset_second_factor`)
      toast(`${user.name} signs in with the password alone until they set a second factor up again`)
      onClose()
    } catch (error) {
      showError(sentenceOf(error))
    }
  }
  if (newPassword) return <NewPassword user={user} onClose={() => setNewPassword(false)} />
  const day = (name: 'out_of_office_from' | 'out_of_office_until', label: string) => (
    <FormField label={label} error={form.fields[name]}>
      {ids => <TextInput {...ids} type="date" value={value[name] ?? ''} onChange={event => set({ [name]: event.target.value || null })} />}
    </FormField>
  )
  return (
    <FormDialog
      title={user.name}
      submit="Save"
      wide
      onClose={onClose}
      onSubmit={save}
      busy={form.busy}
      disabled={Object.keys(changed).length === 0}
      error={form.sentence(editable)}
      aside={
        <Menu
          label={`More for ${user.name}`}
          align="start"
          items={[
            { label: 'Give a new password', icon: 'lock', run: () => setNewPassword(true) },
            { label: 'Sign out everywhere', icon: 'out', run: () => void signOut() },
            ...(user.two_factor_enabled
              ? [{ label: 'Take the second factor away', icon: 'lock' as const, run: () => void resetSecondFactor() }]
              : []),
            {
              label: 'Remove',
              icon: 'trash',
              danger: true,
              why: user.id === meta.me.id ? 'You cannot remove yourself.' : undefined,
              run: () => void removeRecord(meta, 'user', user, `${user.name} removed and signed out`).then(done => done && onClose()),
            },
          ]}
          target={(open, opened) => (
            <Button look="quiet" icon="dots" aria-haspopup="menu" aria-expanded={opened} onClick={open}>
              More
            </Button>
          )}
        />
      }
    >
      <div className="two">
        <FormField label="Name" error={form.fields.name}>
          {ids => <TextInput {...ids} value={value.name} onChange={event => set({ name: event.target.value })} data-autofocus />}
        </FormField>
        <FormField label="Email" error={form.fields.email}>
          {ids => <TextInput {...ids} type="email" value={value.email} onChange={event => set({ email: event.target.value })} />}
        </FormField>
        <FormField label="Role" error={form.fields.role}>
          {({ id }) => (
            <Select
              id={id}
              label="Role"
              options={roles.map(role => ({ value: role.key, label: role.label }))}
              value={value.role}
              onChange={role => role && set({ role })}
            />
          )}
        </FormField>
        <FormField label="Teams" error={form.fields.team_ids}>
          {({ id }) => (
            <MultiSelect
              id={id}
              label="Teams"
              placeholder={teams.length === 0 ? 'There are no teams' : 'None'}
              options={teams.map(team => ({ value: team.id, label: team.name }))}
              value={value.team_ids}
              onChange={team_ids => set({ team_ids })}
            />
          )}
        </FormField>
        <FormField label="Time zone" error={form.fields.time_zone}>
          {({ id }) => (
            <Select id={id} label="Time zone" options={zones} value={value.time_zone} onChange={zone => zone && set({ time_zone: zone })} />
          )}
        </FormField>
        <FormField label="Further addresses" help="One a line." error={form.fields.further_addresses}>
          {ids => (
            <LinesInput {...ids} rows={1} value={value.further_addresses} onChange={further_addresses => set({ further_addresses })} />
          )}
        </FormField>
        {day('out_of_office_from', 'Out of office from')}
        {day('out_of_office_until', 'Until, the last day away')}
      </div>
      <Checkbox checked={value.active} onChange={active => set({ active })} disabled={user.id === meta.me.id}>
        May sign in and receive leads
      </Checkbox>
    </FormDialog>
  )
}

function NewPassword({ user, onClose }: { user: UserRec; onClose: () => void }) {
  const [password, setPassword] = useState('')
  const form = useSubmit()
  const submit = () =>
    form.run(async () => {
      await post(`/users/${user.id}/set_password`, { password })
      toast(`${user.name} has a new password and was signed out`)
      onClose()
    })
  return (
    <FormDialog
      title={`New password for ${user.name}`}
      submit="Set password"
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={password === ''}
      error={form.sentence(['password'])}
    >
      <PasswordField
        label="New password"
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        help="Tell it to them yourself; they can change it under Sign-in and sessions."
        error={form.fields.password}
      />
    </FormDialog>
  )
}
