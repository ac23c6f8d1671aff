import { useState } from 'react'
import { post } from '../../api/client.ts'
import { Problem, sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord } from '../../api/records.ts'
import type { Rec } from '../../api/types.ts'
import { useGo } from '../../ui/A.tsx'
import { FormDialog } from '../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../ui/inputs.tsx'
import { toast } from '../../ui/toasts.ts'

/** Makes a lead of it. The person may be named where the mail does not say; left empty, whoever it names is taken. */
export function MakeLeadDialog({ inbound, onClose, onDone }: { inbound: Rec; onClose: () => void; onDone: () => void }) {
  const go = useGo()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const submit = async () => {
    setBusy(true)
    setError(null)
    try {
      const person = { ...(name.trim() ? { name: name.trim() } : {}), ...(email.trim() ? { email: email.trim() } : {}) }
      const { lead_id: lead, reason } = await post<{ lead_id: string | null; reason?: string }>(`/inbound/${inbound.id}/make_lead`, {
        person,
      })
      refreshRecord('inbound', inbound.id)
      refreshLists('inbound', 50)
      refreshLists('lead', 50)
      toast(reason ?? 'It is a lead now', lead ? { action: { label: 'Open the lead', run: () => go(`/leads/${lead}`) } } : {})
      onClose()
      onDone()
    } catch (cause) {
      setError(cause instanceof Problem && Object.values(cause.fields)[0] ? (Object.values(cause.fields)[0] ?? null) : sentenceOf(cause))
      setBusy(false)
    }
  }
  return (
    <FormDialog title="Make a lead" submit="Make a lead" onClose={onClose} onSubmit={submit} busy={busy} error={error}>
      <p className="t2">Who is it? Left empty, the person that it names is taken. Owner and score follow the usual rules.</p>
      <FormField label="Name">
        {ids => <TextInput {...ids} value={name} onChange={event => setName(event.target.value)} data-autofocus />}
      </FormField>
      <FormField label="Email">
        {ids => (
          <TextInput
            {...ids}
            type="email"
            value={email}
            onChange={event => setEmail(event.target.value)}
            placeholder="The original sender's address"
          />
        )}
      </FormField>
    </FormDialog>
  )
}
