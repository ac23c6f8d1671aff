import { useState } from 'react'
import { useRecord } from '../../../web/api/records.ts'
import { formatMoney, isMoney } from '../../../web/format/numbers.ts'
import type { Target } from '../../../web/object/actions/target.ts'
import { useSubmit } from '../../../web/pages/auth/use_submit.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField } from '../../../web/ui/inputs.tsx'
import { Select } from '../../../web/ui/Select.tsx'
import { Day } from '../../../web/ui/When.tsx'
import { moveOpportunity } from '../../opportunities/web/move_opportunity.ts'
import { usePipelines } from '../../opportunities/web/pipelines.ts'

/** A won opportunity is opened again: into which stage, if that is not said, and what becomes of the renewal that winning it made? (E5) */
export function ReopenDialog({ target, stage: said, onClose }: { target: Target; stage?: string; onClose: () => void }) {
  const [opportunity] = target.records
  const form = useSubmit()
  const open = usePipelines()
    .find(one => one.key === opportunity?.pipeline)
    ?.stages.filter(one => one.outcome === 'open' && !one.retired)
  const [key, setKey] = useState(said ?? open?.at(-1)?.key ?? null)
  const [renewal, setRenewal] = useState<'keep' | 'delete'>('keep')
  const { data } = useRecord('opportunity', typeof opportunity?.renewal_id === 'string' ? opportunity.renewal_id : null)
  const stage = open?.find(one => one.key === key)
  if (!opportunity || !open) return null
  const made = data && (data.record.deleted_at ?? null) === null ? data.record : null
  const name = String(opportunity.name)
  const submit = () =>
    form.run(async () => {
      if (stage && (await moveOpportunity({ record: opportunity, stage, fields: { renewal } }))) onClose()
    })
  return (
    <FormDialog
      title={`Reopen ${name}`}
      submit="Reopen"
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={!stage}
      error={form.sentence()}
    >
      {!said && (
        <FormField label="Back to">
          {({ id }) => (
            <Select
              id={id}
              label="Back to"
              options={open.map(one => ({ value: one.key, label: one.label }))}
              value={key}
              onChange={setKey}
              autoFocus
            />
          )}
        </FormField>
      )}
      {made && !made.closed_at ? (
        <fieldset className="choices-list">
          <legend>
            Winning it made <b>{String(made.name)}</b>
            {isMoney(made.amount) && `, ${formatMoney(made.amount)}`}
            {typeof made.close_date === 'string' && (
              <>
                , due <Day date={made.close_date} />
              </>
            )}
            .
          </legend>
          <Choice title="Keep the renewal" help="Winning again makes no second." on={renewal === 'keep'} pick={() => setRenewal('keep')} />
          <Choice
            title="Delete the renewal"
            help="It goes to the bin; winning again makes a new one."
            on={renewal === 'delete'}
            pick={() => setRenewal('delete')}
          />
        </fieldset>
      ) : (
        <p className="meta">
          It counts towards no quota until it is closed again.
          {made && ' Its renewal is closed already and stays.'}
        </p>
      )}
    </FormDialog>
  )
}

function Choice({ title, help, on, pick }: { title: string; help: string; on: boolean; pick: () => void }) {
  return (
    <label className="choice">
      <input type="radio" name="renewal" checked={on} onChange={pick} />
      <span>
        {title}
        <span className="meta block">{help}</span>
      </span>
    </label>
  )
}
