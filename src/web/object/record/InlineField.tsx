import { useState } from 'react'
import { editRecord } from '../../api/edits.ts'
import { mayUpdateThis, useMeta } from '../../api/meta.ts'
import type { MetaObject, Rec, Refs } from '../../api/types.ts'
import { IconButton } from '../../ui/Button.tsx'
import { FieldValue } from '../field/FieldValue.tsx'
import { InPlaceEditor } from '../field/InPlaceEditor.tsx'
import { isNothing } from '../field/values.ts'

export interface InlineFieldProps {
  object: MetaObject
  name: string
  record: Rec
  refs: Refs
  label?: string
  /** Instead of "Not known". */
  nothing?: React.ReactNode
  /** Fields that have their own step (status, owner): what a click does instead of editing. */
  onEdit?: () => void
  /** Shown after the value. */
  after?: React.ReactNode
}

/** A field on the record page: click it, or press Enter on it, to edit it at the same height. */
export function InlineField({ object, name, record, refs, label, nothing = 'Not known', onEdit, after }: InlineFieldProps) {
  const meta = useMeta()
  // The record as it stood when writing began: what somebody else changes meanwhile is then noticed.
  const [editing, setEditing] = useState<Rec | null>(null)
  const field = object.fields[name]
  if (!field) return null
  const value = record[name]
  const words = label ?? field.label
  const editable =
    mayUpdateThis(meta, object, record) && field.can_edit && (field.change !== 'commands' || onEdit !== undefined) && field.kind !== 'json'
  const start = onEdit ?? (() => setEditing(record))
  const shown = <FieldValue field={field} value={value} refs={refs} />
  const empty = isNothing(value) && field.kind !== 'checkbox'
  const isLink = !empty && (field.kind === 'ref' || field.kind === 'url')
  const title = typeof value === 'string' && field.kind !== 'datetime' ? value : undefined
  return (
    <>
      <dt title={field.help ?? words}>{words}</dt>
      <dd className={[empty && 'none', editing && 'editing', field.kind === 'long_text' && !empty && 'long'].filter(Boolean).join(' ')}>
        {editing && (
          <InPlaceEditor
            field={field}
            value={editing[name]}
            refs={refs}
            onLeave={() => setEditing(null)}
            onSave={next => {
              setEditing(null)
              void editRecord(meta, { object: object.name, record: editing, set: { [name]: next } })
            }}
          />
        )}
        {!editing && editable && !isLink && (
          <button type="button" className="value" onClick={start} title={title} data-field={name}>
            <span className="sr">Edit {words}: </span>
            {empty ? nothing : shown}
          </button>
        )}
        {!editing && (!editable || isLink) && (
          <span className="value-static" title={title}>
            <span>{empty ? nothing : shown}</span>
            {editable && <IconButton name="pencil" small label={`Edit ${words}`} onClick={start} />}
          </span>
        )}
        {!editing && after}
      </dd>
    </>
  )
}
