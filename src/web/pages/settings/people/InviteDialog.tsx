import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { Dialog, FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { CopyField } from '../parts/CopyField.tsx'
import type { RoleRec } from './PeoplePage.tsx'
import { type Invitation, invite } from './user_record.ts'

/** Mails an invitation, and shows its link for whoever has no mail set up. */
export function InviteDialog({ roles, again, onClose }: { roles: readonly RoleRec[]; again?: Invitation; onClose: () => void }) {
  const [email, setEmail] = useState(again?.email ?? '')
  const [name, setName] = useState(again?.name ?? '')
  const [role, setRole] = useState<string | null>(again?.role ?? 'sales')
  const [link, setLink] = useState<string | null>(null)
  const form = useSubmit()
  const submit = async () => {
    const made = await form.run(() =>
      invite({ email: email.trim(), role: role ?? 'member', ...(name.trim() ? { name: name.trim() } : {}) }),
    )
    if (made) setLink(made.link)
  }
  if (link)
    return (
      <Dialog title="The invitation is on its way" onClose={onClose}>
        <div className="dialog-body">
          <p>{email.trim()} was mailed this link. It works for seven days, once.</p>
          <CopyField label="Link" value={link} help="No mail arriving? Send it yourself; whoever has it can accept the invitation." />
        </div>
        <footer className="row dialog-foot">
          <span className="grow" />
          <Button
            onClick={() => {
              setEmail('')
              setName('')
              setLink(null)
            }}
          >
            Invite another
          </Button>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </footer>
      </Dialog>
    )
  return (
    <FormDialog
      title="Invite a colleague"
      submit="Send invitation"
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={email.trim() === ''}
      error={form.sentence(['email', 'name', 'role'])}
    >
      <FormField label="Email" error={form.fields.email}>
        {ids => <TextInput {...ids} type="email" value={email} onChange={event => setEmail(event.target.value)} data-autofocus />}
      </FormField>
      <FormField label="Name" help="They can change it." error={form.fields.name}>
        {ids => <TextInput {...ids} value={name} onChange={event => setName(event.target.value)} />}
      </FormField>
      <FormField label="Role" error={form.fields.role}>
        {({ id }) => (
          <Select id={id} label="Role" options={roles.map(one => ({ value: one.key, label: one.label }))} value={role} onChange={setRole} />
        )}
      </FormField>
    </FormDialog>
  )
}
