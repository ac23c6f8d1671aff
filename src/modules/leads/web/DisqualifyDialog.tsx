import { useState } from 'react'
import { post } from '../../../web/api/client.ts'
import { useMeta, useObject } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { patchCached, refreshLists, refreshRecord } from '../../../web/api/records.ts'
import { setFields } from '../../../web/object/actions/commands.ts'
import { nameOf, one, type Target } from '../../../web/object/actions/target.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextArea } from '../../../web/ui/inputs.tsx'
import { Select } from '../../../web/ui/Select.tsx'
import { toast } from '../../../web/ui/toasts.ts'

/** Unqualified needs its reason (D1). */
export function DisqualifyDialog({ target, onClose }: { target: Target; onClose: () => void }) {
  const meta = useMeta()
  const object = useObject('lead')
  const [reason, setReason] = useState<string | null>(null)
  const [notes, setNotes] = useState('')
  const [error, setError] = useState<string | null>(null)
  const name = nameOf(object, target)
  const reasons = object.fields.disqualification_reason?.options?.filter(option => !option.retired) ?? []
  const submit = async () => {
    const [first] = target.records
    const input = { disqualification_reason: reason, disqualification_notes: notes.trim() || null }
    try {
      if (target.count === 1 && first) {
        await post(`/leads/${first.id}/disqualify`, input)
        patchCached('lead', first.id, lead => ({ ...lead, ...input, status: 'unqualified' }))
        refreshRecord('lead', first.id)
        refreshLists('lead', 100)
        const { id, status, disqualification_reason = null, disqualification_notes = null } = first
        const before = { status: status === 'unqualified' ? 'new' : status, disqualification_reason, disqualification_notes }
        toast(`${name} is unqualified`, {
          undo: () => setFields(meta, 'lead', one({ id, status: 'unqualified', ...input }), before),
        })
      } else if (!(await setFields(meta, 'lead', target, { status: 'unqualified', ...input }))) return
      onClose()
    } catch (cause) {
      setError(sentenceOf(cause))
    }
  }
  return (
    <FormDialog title={`Disqualify ${name}`} submit="Disqualify" onClose={onClose} onSubmit={submit} disabled={!reason} error={error}>
      <FormField label="Reason" required>
        {ids => <Select id={ids.id} label="Reason" options={[...reasons]} value={reason} onChange={setReason} autoFocus />}
      </FormField>
      <FormField label="Notes">{ids => <TextArea {...ids} value={notes} onChange={event => setNotes(event.target.value)} />}</FormField>
    </FormDialog>
  )
}
