import { useState } from 'react'
import { postStep } from '../../../web/api/client.ts'
import { undoBatch } from '../../../web/api/edits.ts'
import { useObject } from '../../../web/api/meta.ts'
import { patchCached, refreshLists, refreshRecord, useRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { formatMoney, isMoney } from '../../../web/format/numbers.ts'
import type { Target } from '../../../web/object/actions/target.ts'
import { useSubmit } from '../../../web/pages/auth/use_submit.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { toast } from '../../../web/ui/toasts.ts'
import { Day } from '../../../web/ui/When.tsx'

/** A won opportunity is opened again: what becomes of the renewal that winning it made? (E5) */
export function ReopenDialog({ target, stage, onClose }: { target: Target; stage: string; onClose: () => void }) {
  const [opportunity] = target.records
  const object = useObject('opportunity')
  const form = useSubmit()
  const [renewal, setRenewal] = useState<'keep' | 'delete'>('keep')
  const renewalId = typeof opportunity?.renewal_id === 'string' ? opportunity.renewal_id : null
  const { data } = useRecord('opportunity', renewalId)
  const made = data?.record
  const inBin = made?.deleted_at !== null && made?.deleted_at !== undefined
  const open = made && !inBin && !made.closed_at ? made : null
  if (!opportunity) return null
  const name = String(opportunity.name)
  const label = object.fields.stage?.options?.find(option => option.value === stage)?.label ?? stage
  const submit = () =>
    form.run(async () => {
      const { data: moved, batch } = await postStep<Rec>(`/opportunities/${opportunity.id}/move`, { stage, renewal })
      patchCached('opportunity', opportunity.id, one => ({ ...one, ...moved }))
      for (const id of [opportunity.id, renewalId]) if (id) refreshRecord('opportunity', id)
      refreshLists('opportunity', 100)
      toast(`${name} is open again`, batch ? { undo: () => undoBatch(batch) } : {})
      onClose()
    })
  const choice = (value: 'keep' | 'delete', title: string, help: string) => (
    <label className="choice">
      <input type="radio" name="renewal" value={value} checked={renewal === value} onChange={() => setRenewal(value)} />
      <span>
        {title}
        <span className="meta block">{help}</span>
      </span>
    </label>
  )
  return (
    <FormDialog
      title={`Reopen ${name}`}
      submit={`Move to ${label}`}
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      error={form.sentence()}
    >
      {open ? (
        <>
          <p>
            Winning it made <b>{String(open.name)}</b>
            {isMoney(open.amount) && `, ${formatMoney(open.amount)}`}
            {typeof open.close_date === 'string' && (
              <>
                , due <Day date={open.close_date} />
              </>
            )}
            .
          </p>
          <fieldset className="choices-list">
            <legend className="sr">What becomes of the renewal</legend>
            {choice('keep', 'Keep the renewal', 'Winning again makes no second.')}
            {choice('delete', 'Delete the renewal', 'It goes to the bin; winning again makes a new one.')}
          </fieldset>
        </>
      ) : (
        <p>
          It is no longer won and counts towards no quota until it is closed again.
          {made && !inBin && ' Its renewal is closed already and stays.'}
        </p>
      )}
    </FormDialog>
  )
}
