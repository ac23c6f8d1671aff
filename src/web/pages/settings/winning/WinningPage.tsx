import { renewalCloseDate, trialSteps, type WinningPolicy } from '../../../../modules/winning/winning_policy.rule.ts'
import { useMeta } from '../../../api/meta.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Day } from '../../../ui/When.tsx'
import { AddRow } from '../parts/AddRow.tsx'
import { DocPage } from '../parts/DocPage.tsx'
import { keyFor } from '../parts/key_for.ts'
import { NumberInput } from '../parts/NumberInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { useDocDraft } from '../parts/settings_docs.ts'

const days: [string, string] = ['day', 'days']
const weeks: [string, string] = ['week', 'weeks']

/** What follows a won opportunity, and how long trials last (E5, E9, E10). */
export function WinningPage() {
  return (
    <DocPage<WinningPolicy>
      name="winning"
      title="After winning"
      intro="What the program makes when an opportunity is won, and what a trial before it looks like. Changes apply to what is won from now on; the checklist changes everywhere."
    >
      {saved => <WinningForm saved={saved} />}
    </DocPage>
  )
}

function WinningForm({ saved }: { saved: WinningPolicy }) {
  const draft = useDocDraft('winning', saved, 'After winning is saved')
  const { value } = draft
  const set = (change: Partial<WinningPolicy>) => draft.set({ ...value, ...change })
  return (
    <>
      <Renewal value={value.renewal} onChange={renewal => set({ renewal })} />
      <CheckIns items={value.check_ins} onChange={check_ins => set({ check_ins })} />
      <Checklist items={value.onboarding_checklist} onChange={onboarding_checklist => set({ onboarding_checklist })} />
      <Trials value={value.trials} onChange={trials => set({ trials })} />
      <SaveBar dirty={draft.dirty} busy={draft.busy} error={draft.sentence} onSave={() => void draft.save()} onDiscard={draft.discard} />
    </>
  )
}

function Renewal({ value, onChange }: { value: WinningPolicy['renewal']; onChange: (value: WinningPolicy['renewal']) => void }) {
  const today = new Date(Date.now()).toISOString().slice(0, 10)
  const example = renewalCloseDate(today, { contract_start_date: today, contract_term_months: 12 }, value, today)
  const byEnd = value.mode === 'before_contract_end'
  return (
    <Card title="Renewal" note="for each annual plan that is won">
      <div className="two">
        <FormField label="Its close date">
          {({ id }) => (
            <Select
              id={id}
              label="Its close date"
              options={[
                { value: 'after_winning', label: 'Counted from the day of winning' },
                { value: 'before_contract_end', label: 'Counted back from the contract’s end' },
              ]}
              value={value.mode}
              onChange={mode => onChange({ ...value, mode: mode === 'before_contract_end' ? 'before_contract_end' : 'after_winning' })}
            />
          )}
        </FormField>
        <FormField label={byEnd ? 'Days before the end' : 'Weeks after winning'}>
          {({ id }) => (
            <NumberInput
              id={id}
              label={byEnd ? 'Days before the end' : 'Weeks after winning'}
              unit={byEnd ? days : weeks}
              value={byEnd ? value.days : value.weeks}
              onChange={next => onChange({ ...value, ...(byEnd ? { days: next ?? 30 } : { weeks: next ?? 4 }) })}
            />
          )}
        </FormField>
      </div>
      <p className="meta" aria-live="polite">
        Won today for a year from today, the renewal would be due on {example && <Day date={example} />}.
      </p>
    </Card>
  )
}

const units = [
  { value: 'D', label: 'days' },
  { value: 'W', label: 'weeks' },
  { value: 'M', label: 'months' },
]
const partsOf = (after: string): [number, string] => {
  const match = /^P(\d+)([DWM])$/.exec(after)
  return [Number(match?.[1] ?? 1), match?.[2] ?? 'W']
}

function CheckIns({ items, onChange }: { items: WinningPolicy['check_ins']; onChange: (items: WinningPolicy['check_ins']) => void }) {
  const change = (at: number, next: Partial<WinningPolicy['check_ins'][number]>) =>
    onChange(items.map((item, index) => (index === at ? { ...item, ...next } : item)))
  const free = (): string => {
    for (let month = 1; ; month++) if (!items.some(item => item.after === `P${month}M`)) return `P${month}M`
  }
  return (
    <Card title="Check-ins" note="tasks of the owner, at 9:00 where they live" flush>
      <ul className="order-rows">
        {items.map((item, index) => {
          const [count, unit] = partsOf(item.after)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: while its time is typed a line has nothing else that stays
            <li key={index} className="check-in">
              <TextInput
                className="grow"
                aria-label={`Subject of check-in ${index + 1}`}
                value={item.subject}
                onChange={event => change(index, { subject: event.target.value })}
              />
              <NumberInput
                label={`${item.subject}: after`}
                width={56}
                value={count}
                onChange={next => change(index, { after: `P${Math.max(1, Math.round(next ?? 1))}${unit}` })}
              />
              <span className="check-in-unit">
                <Select
                  label={`${item.subject}: unit`}
                  options={units}
                  value={unit}
                  onChange={next => change(index, { after: `P${count}${next ?? 'W'}` })}
                />
              </span>
              <IconButton
                name="x"
                small
                label={`Remove ${item.subject}`}
                onClick={() => onChange(items.filter((_, other) => other !== index))}
              />
            </li>
          )
        })}
      </ul>
      <div className="order-rows add-row">
        <Button small look="quiet" icon="plus" onClick={() => onChange([...items, { after: free(), subject: 'Check in' }])}>
          Check-in
        </Button>
      </div>
    </Card>
  )
}

type Item = WinningPolicy['onboarding_checklist'][number]

/** An item keeps its key when its words change, so that what was ticked stays ticked. */
function Checklist({ items, onChange }: { items: Item[]; onChange: (items: Item[]) => void }) {
  const { currency } = useMeta().workspace
  const change = (key: string, next: Partial<Item>) => onChange(items.map(item => (item.key === key ? { ...item, ...next } : item)))
  const add = (label: string) =>
    onChange([
      ...items,
      {
        key: keyFor(
          label,
          items.map(item => item.key),
        ),
        label,
      },
    ])
  return (
    <Card title="Onboarding checklist" note="an item may be for large customers only" flush>
      {items.length > 0 && (
        <Sortable
          label="Onboarding checklist"
          className="order-rows"
          items={items}
          idOf={item => item.key}
          nameOf={item => item.label}
          onMove={(from, to) => onChange(moved(items, from, to))}
        >
          {(item, _, handle) => (
            <>
              {handle}
              <TextInput
                className="grow"
                aria-label={`Item: ${item.label}`}
                value={item.label}
                onChange={event => change(item.key, { label: event.target.value })}
              />
              <NumberInput
                label={`${item.label}: from an amount of, ${currency}`}
                empty="Any amount"
                width={104}
                value={item.from_amount ?? null}
                onChange={next => change(item.key, { from_amount: next ?? undefined })}
              />
              <IconButton
                name="x"
                small
                label={`Remove ${item.label}`}
                onClick={() => onChange(items.filter(one => one.key !== item.key))}
              />
            </>
          )}
        </Sortable>
      )}
      <AddRow label="New item" placeholder="New item" className="order-rows add-row" onAdd={add} />
    </Card>
  )
}

function Trials({ value, onChange }: { value: WinningPolicy['trials']; onChange: (value: WinningPolicy['trials']) => void }) {
  const today = new Date(Date.now()).toISOString().slice(0, 10)
  const count = (name: keyof WinningPolicy['trials'], label: string, otherwise: number) => (
    <FormField label={label}>
      {({ id }) => (
        <NumberInput
          id={id}
          label={label}
          unit={days}
          value={value[name]}
          onChange={next => onChange({ ...value, [name]: next ?? otherwise })}
        />
      )}
    </FormField>
  )
  const end = new Date(Date.parse(today) + value.hands_on_days * 86_400_000).toISOString().slice(0, 10)
  const tasks = value.hands_on_days > 0 ? trialSteps(today, end, value).length : 0
  return (
    <Card title="Trials" note="time-boxed, with their calls and check-ins as tasks">
      <div className="two">
        {count('hands_on_days', 'Hands-on', 30)}
        {count('over_free_tier_days', 'Over the free tier', 14)}
        {count('decision_call_days_before', 'Call with decision makers, before the end', 5)}
      </div>
      <p className="meta">
        A hands-on trial makes {tasks} tasks: a kick-off call, a check-in each week, and the call with decision makers.
      </p>
    </Card>
  )
}
