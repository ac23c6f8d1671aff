import { useState } from 'react'
import { sentenceOf } from '../../../web/api/problem.ts'
import type { Rec } from '../../../web/api/types.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextArea } from '../../../web/ui/inputs.tsx'
import { poolStep } from './own.ts'

export type PoolAsk = 'release' | 'keep'

const words = {
  release: {
    title: (name: string) => `Put ${name} into the pool`,
    submit: 'Put into the pool',
    label: 'Why',
    help: 'Whoever claims it reads this. A lead that is no fit is disqualified instead.',
    done: (name: string) => `${name} is in the pool`,
  },
  keep: {
    title: (name: string) => `Keep ${name}`,
    submit: 'Keep',
    label: 'Keep it, because',
    help: 'It counts as an update: the days until the pool begin anew.',
    done: (name: string) => `${name} stays yours`,
  },
}

/** Gives a lead up or keeps it, with a reason (C7). */
export function PoolDialog({ ask, lead, onClose }: { ask: PoolAsk; lead: Rec; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string | null>(null)
  const name = String(lead.name)
  const { title, submit, label, help, done } = words[ask]
  const send = async () => {
    try {
      await poolStep(lead, ask, done(name), { reason: reason.trim() })
      onClose()
    } catch (cause) {
      setError(sentenceOf(cause))
    }
  }
  return (
    <FormDialog title={title(name)} submit={submit} onClose={onClose} onSubmit={send} disabled={reason.trim() === ''} error={error}>
      <FormField label={label} required help={help}>
        {ids => <TextArea {...ids} data-autofocus value={reason} onChange={event => setReason(event.target.value)} />}
      </FormField>
    </FormDialog>
  )
}
