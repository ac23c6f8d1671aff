import { useMeta, useObject } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { Rec } from '../../../api/types.ts'
import { optionLabel } from '../../../object/field/values.ts'
import { Checkbox, FormField } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { LinesInput } from '../parts/LinesInput.tsx'
import { NumberInput } from '../parts/NumberInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { useSettingRecords } from '../parts/setting_records.ts'
import { useDocDraft, useSetting } from '../parts/settings_docs.ts'

interface Pool {
  after_days: number
  notice_after_days: number
  product_led_only: boolean
}
interface Conversion {
  guidance: string[]
}
type Queue = 'support' | 'revops'
interface Tickets {
  reasons: Record<string, Queue>
  queues: Record<Queue, { user_id: string | null; team_id: string | null }>
}

const days: [string, string] = ['day', 'days']
const title = 'Pool and tickets'
const queues: [Queue, string][] = [
  ['support', 'Support'],
  ['revops', 'RevOps'],
]

/** How a lead's life ends: left lying, converted, or passed on to somebody who is not sales (C7, D3, D6). */
export function PoolSettingsPage() {
  const pool = useSetting<Pool>('pool')
  const conversion = useSetting<Conversion>('conversion')
  const tickets = useSetting<Tickets>('tickets')
  if (pool.value && conversion.value && tickets.value)
    return <Loaded pool={pool.value} conversion={conversion.value} tickets={tickets.value} />
  return (
    <SettingsPane title={title}>
      {pool.error ? <Failed sentence={sentenceOf(pool.error)} retry={pool.retry} /> : <SkeletonRows rows={5} />}
    </SettingsPane>
  )
}

function Loaded({ pool, conversion, tickets }: { pool: Pool; conversion: Conversion; tickets: Tickets }) {
  const lying = useDocDraft('pool', pool, 'The pool is saved')
  const becoming = useDocDraft('conversion', conversion, 'Conversion is saved')
  const passing = useDocDraft('tickets', tickets, 'Tickets are saved')
  const drafts = [lying, becoming, passing]
  const save = async () => {
    for (const draft of drafts) if (draft.dirty) await draft.save()
  }
  const inDays = (name: 'after_days' | 'notice_after_days', label: string, help: string) => (
    <FormField label={label} help={help} error={lying.fields[name]}>
      {ids => (
        <NumberInput
          id={ids.id}
          aria-describedby={ids['aria-describedby']}
          label={label}
          unit={days}
          value={lying.value[name]}
          onChange={next => lying.set({ ...lying.value, [name]: next ?? lying.value[name] })}
        />
      )}
    </FormField>
  )
  return (
    <SettingsPane title={title} intro="What becomes of leads that nobody works on, that are ready, or that are not for sales.">
      <Card title="The pool">
        <div className="two">
          {inDays('after_days', 'Into the pool after', 'Without a change by its owner, a message, a call or a finished task.')}
          {inDays('notice_after_days', 'Its owner is told after', 'In time to keep it.')}
        </div>
        <Checkbox checked={lying.value.product_led_only} onChange={product_led_only => lying.set({ ...lying.value, product_led_only })}>
          Product-led leads only
        </Checkbox>
        <p className="meta">Nurtured leads wait for their day first; unqualified and converted ones never go there.</p>
      </Card>
      <Card title="Before converting">
        <FormField label="What should be true" help="One a line; shown where a lead is converted." error={becoming.fields.guidance}>
          {ids => <LinesInput {...ids} linesOnly value={becoming.value.guidance} onChange={guidance => becoming.set({ guidance })} />}
        </FormField>
      </Card>
      <TicketsCard value={passing.value} onChange={passing.set} />
      <SaveBar
        dirty={drafts.some(draft => draft.dirty)}
        busy={drafts.some(draft => draft.busy)}
        error={drafts.find(draft => draft.sentence)?.sentence ?? null}
        onSave={() => void save()}
        onDiscard={() => {
          for (const draft of drafts) draft.discard()
        }}
      />
    </SettingsPane>
  )
}

/** Which reasons are passed on, and whose tasks they become. */
function TicketsCard({ value, onChange }: { value: Tickets; onChange: (next: Tickets) => void }) {
  const { users } = useMeta()
  const reason = useObject('lead').fields.disqualification_reason
  const { rows: teams } = useSettingRecords<Rec & { name: string }>('team', 'name')
  const people = [
    ...users.filter(user => user.active).map(user => ({ value: user.id, label: user.name })),
    ...teams.map(team => ({ value: `team ${team.id}`, label: `Team ${team.name}` })),
  ]
  const setReason = (name: string, queue: string | null) => {
    const { [name]: _, ...others } = value.reasons
    onChange({ ...value, reasons: queue === null ? others : { ...others, [name]: queue as Queue } })
  }
  return (
    <Card title="Tickets">
      <p className="meta">A lead that is closed for one of these reasons becomes a ticket, with its owner in copy.</p>
      <div className="two">
        {(reason?.options ?? [])
          .filter(option => !option.retired || option.value in value.reasons)
          .filter(option => option.value in value.reasons || /request/.test(option.value))
          .map(option => (
            <FormField key={option.value} label={reason ? optionLabel(reason, option.value) : option.value}>
              {({ id }) => (
                <Select
                  id={id}
                  label={option.label}
                  clearable
                  placeholder="No ticket"
                  options={queues.map(([queue, label]) => ({ value: queue, label }))}
                  value={value.reasons[option.value] ?? null}
                  onChange={queue => setReason(option.value, queue)}
                />
              )}
            </FormField>
          ))}
        {queues.map(([queue, label]) => {
          const { user_id, team_id } = value.queues[queue]
          const set = (picked: string | null) => {
            const team = picked?.startsWith('team ') ? picked.slice(5) : null
            onChange({ ...value, queues: { ...value.queues, [queue]: { user_id: team ? null : picked, team_id: team } } })
          }
          return (
            <FormField key={queue} label={`${label} is done by`} help="Without a desk outside, a ticket is a task of theirs.">
              {({ id }) => (
                <Select
                  id={id}
                  label={`${label} is done by`}
                  clearable
                  placeholder="Nobody yet"
                  options={people}
                  value={team_id ? `team ${team_id}` : user_id}
                  onChange={set}
                />
              )}
            </FormField>
          )
        })}
      </div>
    </Card>
  )
}
