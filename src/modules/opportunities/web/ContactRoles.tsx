import { useState } from 'react'
import { del, patch, post } from '../../../web/api/client.ts'
import { hasObject, mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { refreshLists, refreshRecord, useFew } from '../../../web/api/records.ts'
import type { Rec, Refs } from '../../../web/api/types.ts'
import { PickDialog } from '../../../web/object/actions/PickDialog.tsx'
import { useRecordOptions } from '../../../web/object/field/options.tsx'
import { optionLabel } from '../../../web/object/field/values.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { useBeside } from '../../../web/object/record/use_page.ts'
import { A } from '../../../web/ui/A.tsx'
import { Avatar } from '../../../web/ui/Avatar.tsx'
import { Button, IconButton } from '../../../web/ui/Button.tsx'
import { Dialog } from '../../../web/ui/Dialog.tsx'
import { Menu } from '../../../web/ui/Menu.tsx'
import { type Option, PickList } from '../../../web/ui/PickList.tsx'
import { showError, toast } from '../../../web/ui/toasts.ts'
import { roles as beside } from './opportunity_around.ts'

/** Who takes part, and as what; one of them is primary (E3). */
export function ContactRoles({ record }: { record: Rec }) {
  const meta = useMeta()
  if (!hasObject(meta, 'contact_role') || !hasObject(meta, 'contact')) return null
  return <Roles record={record} />
}

function Roles({ record }: { record: Rec }) {
  const meta = useMeta()
  const object = useObject('opportunity')
  const { role: field } = useObject('contact_role').fields
  const [open, setOpen] = useState<'add' | { role: Rec } | null>(null)
  const { data } = useBeside(beside, record)
  const roles = [...(data?.data ?? [])].sort((a, b) => Number(b.is_primary) - Number(a.is_primary))
  const refs: Refs = data?.refs ?? {}
  const may = mayUpdateThis(meta, object, record)
  const nameOf = (role: Rec) => refs.contact?.[String(role.contact_id)] ?? 'A contact'
  const options = (field?.options ?? []).filter(option => !option.retired).map(({ value, label }) => ({ value, label }))

  const change = async (work: () => Promise<unknown>, done: string, undo?: () => Promise<unknown>) => {
    const again = () => {
      refreshLists('contact_role', 0)
      refreshRecord('opportunity', record.id)
    }
    try {
      await work()
      const takeBack = async () => {
        await undo?.()
        again()
        return true
      }
      toast(done, undo ? { undo: takeBack } : {})
      again()
    } catch (error) {
      showError(sentenceOf(error))
    }
  }
  const add = (contact: string) => {
    setOpen(null)
    void change(
      () => post('/contact_roles', { opportunity_id: record.id, contact_id: contact, is_primary: roles.length === 0 }),
      'Contact added',
    )
  }
  return (
    <Panel
      title="Contacts"
      aside={
        may && (
          <Button look="quiet" small onClick={() => setOpen('add')}>
            Add
          </Button>
        )
      }
    >
      {data && roles.length === 0 && <p className="meta">Nobody yet. Who decides, who evaluates?</p>}
      {roles.map(role => (
        <div className="mini" key={role.id}>
          <Avatar id={String(role.contact_id)} name={nameOf(role)} />
          <A className="cut grow" href={`/contacts/${role.contact_id}`}>
            {nameOf(role)}
          </A>
          <span className="meta">
            {[field && role.role ? optionLabel(field, role.role) : '', role.is_primary === true ? 'primary' : '']
              .filter(Boolean)
              .join(', ')}
          </span>
          {may && (
            <Menu
              label={`Role of ${nameOf(role)}`}
              items={[
                { label: 'Change role …', icon: 'pencil', run: () => setOpen({ role }) },
                role.is_primary !== true && {
                  label: 'Make primary',
                  icon: 'check',
                  run: () =>
                    void change(() => patch(`/contact_roles/${role.id}`, { is_primary: true }), `${nameOf(role)} is the primary contact`),
                },
                {
                  label: 'Remove',
                  icon: 'x',
                  danger: true,
                  run: () =>
                    void change(
                      () => del(`/contact_roles/${role.id}`),
                      `${nameOf(role)} removed`,
                      () => post(`/contact_roles/${role.id}/restore`),
                    ),
                },
              ]}
              target={(openMenu, opened) => (
                <IconButton
                  name="dots"
                  small
                  label={`Role of ${nameOf(role)}`}
                  onClick={openMenu}
                  aria-haspopup="menu"
                  aria-expanded={opened}
                />
              )}
            />
          )}
        </div>
      ))}
      {open === 'add' && (
        <AddContact
          account={String(record.account_id)}
          taken={roles.map(role => String(role.contact_id))}
          onPick={add}
          onClose={() => setOpen(null)}
        />
      )}
      {open !== null && open !== 'add' && (
        <PickDialog
          title={`Role of ${nameOf(open.role)}`}
          options={options}
          chosen={open.role.role ? [String(open.role.role)] : []}
          onClose={() => setOpen(null)}
          onPick={value => {
            setOpen(null)
            void change(() => patch(`/contact_roles/${open.role.id}`, { role: value }), 'Role changed')
          }}
        />
      )}
    </Panel>
  )
}

interface AddContactProps {
  account: string
  taken: string[]
  onPick: (contact: string) => void
  onClose: () => void
}

/** The people of the account first, then whoever is searched for. */
function AddContact({ account, taken, onPick, onClose }: AddContactProps) {
  const { data } = useFew('contact', { filter: { field: 'account_id', op: 'is', value: account }, limit: 50 })
  const { options: found, onType, waiting } = useRecordOptions('contact')
  const [text, setText] = useState('')
  const near: Option[] = (data?.data ?? []).map(contact => ({
    value: contact.id,
    label: String(contact.name ?? ''),
    hint: typeof contact.title === 'string' ? contact.title : 'of this account',
  }))
  const all = [...near.filter(option => option.label.toLowerCase().includes(text.trim().toLowerCase())), ...found]
  const options = [...new Map(all.map(option => [option.value, option])).values()].filter(option => !taken.includes(option.value))
  return (
    <Dialog title="Add a contact" onClose={onClose} bare="dialog pick">
      <p className="meta pick-title">Add a contact</p>
      <PickList
        label="Contact"
        options={options}
        waiting={waiting}
        onType={typed => {
          setText(typed)
          onType(typed)
        }}
        onPick={onPick}
      />
    </Dialog>
  )
}
