import { useState } from 'react'
import { postStep } from '../../../web/api/client.ts'
import { undoBatch } from '../../../web/api/edits.ts'
import { patchCached, refreshLists, refreshRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { useSubmit } from '../../../web/pages/auth/use_submit.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextInput } from '../../../web/ui/inputs.tsx'
import { Select } from '../../../web/ui/Select.tsx'
import { toast } from '../../../web/ui/toasts.ts'
import { Day } from '../../../web/ui/When.tsx'
import { dateAfter, trialSteps } from '../winning_policy.rule.ts'
import { useWinningPolicy } from './policy.ts'

/** `Kick-off call`: within a trial its steps need not say whose they are. */
export function nameOfStep(subject: unknown): string {
  const name = String(subject).replace(/^Trial: /, '')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Starts a trial, or gives it other dates; shows before what will be planned (E10). */
export function TrialDialog({ opportunity, today, onClose }: { opportunity: Rec; today: string; onClose: () => void }) {
  const { trials } = useWinningPolicy()
  const form = useSubmit()
  const has = typeof opportunity.trial_starts_on === 'string'
  const [kind, setKind] = useState('hands_on')
  const [starts, setStarts] = useState(has ? String(opportunity.trial_starts_on) : today)
  const days = kind === 'hands_on' ? trials.hands_on_days : trials.over_free_tier_days
  const ends = starts === '' ? null : dateAfter(starts, `P${days}D`)
  const submit = () =>
    form.run(async () => {
      const { data, batch } = await postStep<Rec>(`/opportunities/${opportunity.id}/trial`, { kind, starts_on: starts })
      patchCached('opportunity', opportunity.id, one => ({ ...one, ...data }))
      refreshRecord('opportunity', opportunity.id)
      refreshLists('task', 100)
      toast(has ? 'The trial has other dates' : 'The trial is planned', batch ? { undo: () => undoBatch(batch) } : {})
      onClose()
    })
  return (
    <FormDialog
      title={has ? 'Other dates for the trial' : 'Start a trial'}
      submit={has ? 'Change' : 'Start'}
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={starts === ''}
      error={form.sentence()}
    >
      <FormField label="Kind">
        {ids => (
          <Select
            id={ids.id}
            label="Kind"
            options={[
              { value: 'hands_on', label: `Hands-on, ${trials.hands_on_days} days` },
              { value: 'over_free_tier', label: `Over the free tier, ${trials.over_free_tier_days} days` },
            ]}
            value={kind}
            onChange={value => setKind(value ?? 'hands_on')}
          />
        )}
      </FormField>
      <FormField label="Starts on" required>
        {ids => <TextInput {...ids} type="date" value={starts} onChange={event => setStarts(event.target.value)} />}
      </FormField>
      {ends && (
        <div>
          <p className="meta">
            Ends on <Day date={ends} />. {has ? 'Open tasks move to:' : 'These tasks are made:'}
          </p>
          <ul className="planned">
            {trialSteps(starts, ends, trials).map(step => (
              <li key={step.key} className="mini">
                <span className="cut grow">{nameOfStep(step.subject)}</span>
                <span className="meta">
                  <Day date={step.day} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </FormDialog>
  )
}
