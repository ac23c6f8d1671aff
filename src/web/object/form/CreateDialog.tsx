import { useState } from 'react'
import { post } from '../../api/client.ts'
import { useMeta, useObject } from '../../api/meta.ts'
import { recordPath } from '../../api/paths.ts'
import { refreshLists } from '../../api/records.ts'
import type { MetaObject, Rec } from '../../api/types.ts'
import { useGo } from '../../ui/A.tsx'
import { toast } from '../../ui/toasts.ts'
import { DuplicateWarning } from './DuplicateWarning.tsx'
import { RecordFormDialog } from './RecordFormDialog.tsx'

interface CreateDialogProps {
  object: string
  onClose: () => void
  /** Fields asked for first; the rest is behind "More fields". */
  first?: string[]
  /** Words below single fields. */
  help?: Record<string, string>
  /** Values that are known already. */
  start?: Record<string, unknown>
  onCreated?: (record: Rec) => void
}

const usual = [
  'name',
  'subject',
  'first_name',
  'last_name',
  'email',
  'phone',
  'title',
  'company',
  'domain',
  'account_id',
  'country',
  'amount',
  'close_date',
  'owner_id',
  'due_at',
]

/** The fields of a new record: what is required and what is usually known. */
function firstFields(object: MetaObject): string[] {
  const hasName = 'name' in object.fields
  const names = usual.filter(name => name in object.fields && !(hasName && (name === 'first_name' || name === 'last_name')))
  // A required choice begins with its usual value.
  const required = Object.keys(object.fields).filter(name => object.fields[name]?.required && object.fields[name]?.kind !== 'choice')
  return [...new Set([...names, ...required])].filter(name => object.fields[name]?.can_edit && object.fields[name]?.change !== 'commands')
}

/** A new record, with a warning when it seems to be there already (B11). */
export function CreateDialog({ object: name, onClose, first, help, start = {}, onCreated }: CreateDialogProps) {
  const object = useObject(name)
  const { me } = useMeta()
  const go = useGo()
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    name !== 'lead' && object.owner && object.fields[object.owner]?.can_edit ? { [object.owner]: me.id, ...start } : start,
  )
  const shown = first ?? firstFields(object)
  const rest = Object.keys(object.fields).filter(
    field =>
      !shown.includes(field) &&
      object.fields[field]?.can_edit &&
      object.fields[field]?.change !== 'commands' &&
      object.fields[field]?.kind !== 'json',
  )

  const create = async (given: Record<string, unknown>) => {
    const record = await post<Rec>(`/${object.plural}`, given)
    refreshLists(name, 50)
    onClose()
    toast(`${object.label[0]} added`)
    const path = recordPath(name, record.id)
    if (onCreated) onCreated(record)
    else if (path) go(path)
  }
  return (
    <RecordFormDialog
      title={`New ${object.label[0].toLowerCase()}`}
      submit={`Add ${object.label[0].toLowerCase()}`}
      object={object}
      first={shown}
      rest={rest}
      values={values}
      onChange={(field, value) => setValues(was => ({ ...was, [field]: value }))}
      help={help}
      onClose={onClose}
      create={create}
      before={() => <DuplicateWarning object={object} values={values} />}
    />
  )
}
