import { useState } from 'react'
import { editRecord } from '../../../api/edits.ts'
import { useMeta, useObject } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { Rec } from '../../../api/types.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { CopyField } from '../parts/CopyField.tsx'
import { RowList } from '../parts/RowList.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { createRecord, removeRecord, useSettingRecords, useTeams } from '../parts/setting_records.ts'

type AddressRec = Rec & { address: string; purpose: string; team_id: string | null }

/** Shared addresses, what mail to them becomes, and how mail gets here (B1, B2). */
export function AddressesPage() {
  const meta = useMeta()
  const purposes = useObject('address').fields.purpose?.options ?? []
  const teams = useTeams()
  const { rows, error, waiting, retry } = useSettingRecords<AddressRec>('address', 'address')
  const [editing, setEditing] = useState<AddressRec | 'new' | null>(null)
  return (
    <SettingsPane
      title="Addresses"
      intro="Mail to a shared address arrives here. Of a stranger, mail to a sales or event address makes a lead."
      actions={
        <Button icon="plus" onClick={() => setEditing('new')}>
          Address
        </Button>
      }
    >
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {waiting && <SkeletonRows rows={3} />}
      {!waiting && !error && rows.length === 0 && (
        <Empty title="No shared address yet" action={<Button onClick={() => setEditing('new')}>New address</Button>}>
          Such as sales@ of your domain: write to it, and a lead is here a second later.
        </Empty>
      )}
      {rows.length > 0 && (
        <RowList label="Shared addresses" items={rows} idOf={row => row.id} onOpen={setEditing}>
          {row => (
            <>
              <span className="name">
                <button type="button" className="cut" onClick={() => setEditing(row)}>
                  {row.address}
                </button>
                {row.team_id && <span className="meta">{teams.find(team => team.id === row.team_id)?.name}</span>}
              </span>
              <span className={row.purpose === 'general' ? 'tag' : 'tag green'}>
                {purposes.find(one => one.value === row.purpose)?.label ?? row.purpose}
              </span>
              <IconButton
                name="trash"
                label={`Remove ${row.address}`}
                small
                onClick={() => void removeRecord(meta, 'address', row, `${row.address} removed`)}
              />
            </>
          )}
        </RowList>
      )}
      <Routing first={rows.find(row => row.purpose === 'sales')?.address ?? `sales@${meta.workspace.inbound_domain || 'example.com'}`} />
      {editing && <AddressDialog address={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </SettingsPane>
  )
}

/** What the mail administrator has to do, once. */
function Routing({ first }: { first: string }) {
  const host = window.location.hostname
  const port = useMeta().smtp_port ?? 2525
  return (
    <Card title="How mail gets here">
      <p className="t2">
        Hedgerow has a mail receiver of its own, on port {port}. Have your mail server hand it a copy of every message to these addresses: a
        forwarding rule or a group member with this host as the next hop.
      </p>
      <CopyField label="Next hop for your mail server" value={`${host}:${port}`} />
      <CopyField
        label="Try it from a shell"
        long
        value={`printf 'From: Lena <lena@jarrah.example>\\r\\nTo: ${first}\\r\\nSubject: 6 million events\\r\\n\\r\\nWhat would it cost?\\r\\n' |\n  curl smtp://${host}:${port} --mail-from lena@jarrah.example --mail-rcpt ${first} -T -`}
        help="Accepted means stored: the receiver answers 250 only when the message is safe."
      />
    </Card>
  )
}

function AddressDialog({ address, onClose }: { address: AddressRec | null; onClose: () => void }) {
  const meta = useMeta()
  const purposes = useObject('address').fields.purpose?.options ?? []
  const teams = useTeams()
  const [value, setValue] = useState({
    address: address?.address ?? '',
    purpose: address?.purpose ?? 'sales',
    team_id: address?.team_id ?? null,
  })
  const form = useSubmit()
  const submit = async () => {
    const set = { ...value, address: value.address.trim().toLowerCase() }
    if (address) {
      if (await editRecord(meta, { object: 'address', record: address, set })) onClose()
      return
    }
    if (await form.run(() => createRecord(meta, 'address', set))) onClose()
  }
  return (
    <FormDialog
      title={address ? address.address : 'New address'}
      submit={address ? 'Save' : 'Add address'}
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={value.address.trim() === ''}
      error={form.sentence(['address', 'purpose', 'team_id'])}
    >
      <FormField label="Address" error={form.fields.address}>
        {ids => (
          <TextInput
            {...ids}
            type="email"
            value={value.address}
            onChange={event => setValue({ ...value, address: event.target.value })}
            placeholder="events@your.domain"
            data-autofocus
          />
        )}
      </FormField>
      <FormField label="What it is for" error={form.fields.purpose}>
        {({ id }) => (
          <Select
            id={id}
            label="What it is for"
            options={purposes}
            value={value.purpose}
            onChange={purpose => purpose && setValue({ ...value, purpose })}
          />
        )}
      </FormField>
      <FormField label="Team" error={form.fields.team_id}>
        {({ id }) => (
          <Select
            id={id}
            label="Team"
            placeholder="Everybody"
            clearable
            options={teams.map(team => ({ value: team.id, label: team.name }))}
            value={value.team_id}
            onChange={team_id => setValue({ ...value, team_id })}
          />
        )}
      </FormField>
    </FormDialog>
  )
}
