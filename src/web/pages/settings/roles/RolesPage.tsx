import { useMemo, useState } from 'react'
import { patch, post } from '../../../api/client.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { A } from '../../../ui/A.tsx'
import { Button } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Failed, Notice, SkeletonRows } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { useDraft } from '../parts/drafts.ts'
import { keyFor } from '../parts/key_for.ts'
import { SaveBar } from '../parts/SaveBar.tsx'
import { SettingsPane, TryPane } from '../parts/SettingsPane.tsx'
import { refreshRecords, removeRecord, useSettingRecords } from '../parts/setting_records.ts'
import { useOpen } from '../parts/use_open.ts'
import { FieldRights } from './FieldRights.tsx'
import { RightsMatrix } from './RightsMatrix.tsx'
import { describeRights, type Rights, type RoleRec } from './role_rights.ts'

/** What each role may do: by object, action and reach, by field; and the same in words (H1). */
export function RolesPage() {
  const { rows, error, waiting, retry } = useSettingRecords<RoleRec>('role', 'position')
  const [open, setOpen] = useOpen('role')
  const [adding, setAdding] = useState(false)
  const role = rows.find(one => one.key === open) ?? rows[0]
  const head = {
    title: 'Roles',
    intro: 'A change acts with the next request of everybody who has the role, in the page, the API, search and exports alike.',
    actions: (
      <Button icon="plus" onClick={() => setAdding(true)}>
        Role
      </Button>
    ),
  }
  return (
    <>
      {role ? (
        <RoleEditor key={role.id} role={role} roles={rows} head={head} />
      ) : (
        <SettingsPane {...head}>
          {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
          {waiting && <SkeletonRows rows={6} />}
        </SettingsPane>
      )}
      {adding && (
        <NewRole
          roles={rows}
          onClose={made => {
            setAdding(false)
            if (made) setOpen(made)
          }}
        />
      )}
    </>
  )
}

interface RoleEditorProps {
  role: RoleRec
  roles: readonly RoleRec[]
  head: { title: string; intro: string; actions: React.ReactNode }
}

function RoleEditor({ role, roles, head }: RoleEditorProps) {
  const meta = useMeta()
  const saved = { label: role.label, rights: role.rights }
  const draft = useDraft(`role:${role.id}`, saved)
  const form = useSubmit()
  const { label, rights } = draft.value
  const fixed = role.key === 'admin'
  const objects = useMemo(() => meta.objects.filter(object => object.can.create !== undefined && !settingsObjects.has(object.name)), [meta])
  const setRights = (change: Partial<Rights>) => draft.set({ label, rights: { ...rights, ...change } })
  const send = async (value: typeof saved) => {
    await patch(`/roles/${role.id}`, fixed ? { label: value.label } : value)
    await refreshRecords('role')
  }
  const save = () =>
    form.run(async () => {
      await send(draft.value)
      draft.discard()
      toast(`${label} is saved`, {
        undo: async () => {
          try {
            await send(saved)
            return true
          } catch (error) {
            showError(sentenceOf(error))
            return false
          }
        },
      })
    })
  return (
    <SettingsPane
      {...head}
      aside={
        <TryPane title={`What ${label} can do`} note="As it stands here, saved or not.">
          <ul className="words">
            {describeRights(label, rights, objects).map(sentence => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </TryPane>
      }
    >
      <nav className="subtabs" aria-label="Roles">
        {roles.map(one => (
          <A
            key={one.id}
            href={`/settings/roles?role=${one.key}`}
            className={one.id === role.id ? 'on' : ''}
            aria-current={one.id === role.id ? 'true' : undefined}
          >
            {one.label}
          </A>
        ))}
      </nav>
      {fixed && (
        <div className="terr">
          <Notice>The admin role may always do everything, so that nobody can lock everybody out.</Notice>
        </div>
      )}
      <section className="card terr">
        <div className="card-in">
          <div className="row">
            <FormField label="Name" error={form.fields.label}>
              {ids => <TextInput {...ids} value={label} onChange={event => draft.set({ label: event.target.value, rights })} />}
            </FormField>
            <span className="grow" />
            {!fixed && (
              <Button look="quiet" icon="trash" onClick={() => void removeRecord(meta, 'role', role, `The role ${role.label} is removed`)}>
                Remove
              </Button>
            )}
          </div>
        </div>
      </section>
      <RightsMatrix rights={rights} objects={objects} disabled={fixed} onChange={setRights} />
      {!fixed && <FieldRights rights={rights} objects={objects} onChange={setRights} />}
      <SaveBar
        dirty={draft.dirty}
        busy={form.busy}
        error={form.sentence(['label'])}
        onSave={() => void save()}
        onDiscard={() => {
          draft.discard()
          form.clear()
        }}
      />
    </SettingsPane>
  )
}

/** Whoever may change Settings may change these; the matrix does not speak of them. */
const settingsObjects = new Set(['user', 'team', 'role', 'territory', 'address', 'form', 'webhook', 'view'])

function NewRole({ roles, onClose }: { roles: readonly RoleRec[]; onClose: (key?: string) => void }) {
  const [label, setLabel] = useState('')
  const [like, setLike] = useState<string | null>(roles.find(role => role.key === 'sales')?.key ?? roles[0]?.key ?? null)
  const form = useSubmit()
  const submit = () =>
    form.run(async () => {
      const key = keyFor(
        label,
        roles.map(role => role.key),
      )
      const rights = roles.find(role => role.key === like)?.rights
      await post('/roles', { key, label: label.trim(), rights, position: roles.length + 1 })
      await refreshRecords('role')
      onClose(key)
    })
  return (
    <FormDialog
      title="New role"
      submit="Add role"
      onClose={() => onClose()}
      onSubmit={submit}
      busy={form.busy}
      disabled={label.trim() === '' || like === null}
      error={form.sentence(['label'])}
    >
      <FormField label="Name" error={form.fields.label}>
        {ids => <TextInput {...ids} value={label} onChange={event => setLabel(event.target.value)} data-autofocus />}
      </FormField>
      <FormField label="Starts like" help="Then change what differs.">
        {({ id }) => (
          <Select
            id={id}
            label="Starts like"
            options={roles.map(role => ({ value: role.key, label: role.label }))}
            value={like}
            onChange={setLike}
          />
        )}
      </FormField>
    </FormDialog>
  )
}
