import { useState } from 'react'
import type { NotificationPreferences } from '../../../../modules/notifications/preferences.rule.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormField } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { DocPage } from '../parts/DocPage.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { useSettingRecords } from '../parts/setting_records.ts'
import { useDocDraft } from '../parts/settings_docs.ts'
import type { RoleRec } from '../roles/role_rights.ts'
import { KindsTable, TimesCards } from './Told.tsx'

type Kinds = NotificationPreferences['kinds']
interface Defaults extends NotificationPreferences {
  roles: Record<string, Partial<Kinds>>
}

/** How people are told unless they choose otherwise, for everybody and by role (F5). */
export function NotificationDefaultsPage() {
  return (
    <DocPage<Defaults>
      name="notifications"
      title="Notification defaults"
      intro="How people are told until they choose for themselves under Notifications. What they chose stays theirs."
    >
      {saved => <Loaded saved={saved} />}
    </DocPage>
  )
}

const everybody = ''
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Of a role only what differs is kept, so that the rest goes on following everybody's. */
function withRole({ kinds, roles }: Defaults, role: string, next: Kinds): Defaults['roles'] {
  const own = Object.fromEntries(Object.entries(next).filter(([kind, one]) => !same(one, kinds[kind as keyof Kinds])))
  const { [role]: _, ...others } = roles
  return Object.keys(own).length > 0 ? { ...others, [role]: own } : others
}

function Loaded({ saved }: { saved: Defaults }) {
  const draft = useDocDraft('notifications', saved, 'Notification defaults are saved')
  const { rows: roles } = useSettingRecords<RoleRec>('role', 'position')
  const [role, setRole] = useState(everybody)
  const { value } = draft
  const own = Object.keys(value.roles[role] ?? {}).length
  const nameOf = (one: RoleRec) => (value.roles[one.key] ? `${one.label} (differs)` : one.label)
  const change = (kinds: Kinds) => draft.set(role === everybody ? { ...value, kinds } : { ...value, roles: withRole(value, role, kinds) })
  return (
    <>
      <Card title="What people are told">
        <FormField label="For" help="A role may differ from everybody; its people may differ from both.">
          {({ id }) => (
            <Select
              id={id}
              label="For"
              options={[{ value: everybody, label: 'Everybody' }, ...roles.map(one => ({ value: one.key, label: nameOf(one) }))]}
              value={role}
              onChange={picked => setRole(picked ?? everybody)}
            />
          )}
        </FormField>
        <KindsTable value={{ ...value.kinds, ...value.roles[role] }} onChange={change} />
        {own > 0 && (
          <div className="row">
            <span className="meta grow">{own === 1 ? 'One line differs' : `${own} lines differ`} from everybody’s.</span>
            <Button small look="quiet" onClick={() => change(value.kinds)}>
              As everybody
            </Button>
          </div>
        )}
      </Card>
      {role === everybody && (
        <TimesCards
          value={value}
          onChange={times => draft.set({ ...value, ...times })}
          clock="By each person’s own clock."
          errors={draft.fields}
        />
      )}
      <SaveBar dirty={draft.dirty} busy={draft.busy} error={draft.sentence} onSave={() => void draft.save()} onDiscard={draft.discard} />
    </>
  )
}
