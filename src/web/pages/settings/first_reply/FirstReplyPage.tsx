import { useState } from 'react'
import { type FlowInput, type HandsOnThresholds, recommendedFlow } from '../../../../modules/leads/recommended_flow.rule.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { Checkbox, FormField } from '../../../ui/inputs.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { NumberInput } from '../parts/NumberInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane, TryPane } from '../parts/SettingsPane.tsx'
import { type DocDraft, useDocDraft, useSetting } from '../parts/settings_docs.ts'

interface Sla {
  hours: number
  warning_hours: number
}
const hours: [string, string] = ['hour', 'hours']

/** When a first reply is late (C6), and from when on a person from sales goes along (C5). */
export function FirstReplyPage() {
  const sla = useSetting<Sla>('sla')
  const flow = useSetting<HandsOnThresholds>('hands_on')
  if (sla.value && flow.value) return <Loaded sla={sla.value} flow={flow.value} />
  return (
    <SettingsPane title="First reply and hands-on">
      {sla.error ? <Failed sentence={sentenceOf(sla.error)} retry={sla.retry} /> : <SkeletonRows rows={5} />}
    </SettingsPane>
  )
}

function Loaded({ sla, flow }: { sla: Sla; flow: HandsOnThresholds }) {
  const first = useDocDraft('sla', sla, 'First reply is saved')
  const hands = useDocDraft('hands_on', flow, 'Hands-on is saved')
  const save = async () => {
    if (first.dirty) await first.save()
    if (hands.dirty) await hands.save()
  }
  const threshold = (name: keyof HandsOnThresholds, label: string, help: string) => (
    <FormField label={label} help={help} error={hands.fields[name]}>
      {ids => (
        <NumberInput
          id={ids.id}
          aria-describedby={ids['aria-describedby']}
          label={label}
          value={hands.value[name]}
          onChange={next => hands.set({ ...hands.value, [name]: next ?? 0 })}
        />
      )}
    </FormField>
  )
  return (
    <SettingsPane
      title="First reply and hands-on"
      intro="How fast somebody answers a new lead, and which leads a person from sales accompanies."
      aside={<TryFlow thresholds={hands.value} />}
    >
      <Card title="First reply">
        <div className="two">
          <FormField
            label="Late after"
            help="Counted from arrival to the first outgoing message, logged call or held meeting."
            error={first.fields.hours}
          >
            {ids => (
              <NumberInput
                id={ids.id}
                aria-describedby={ids['aria-describedby']}
                label="Late after"
                unit={hours}
                value={first.value.hours}
                onChange={next => first.set({ ...first.value, hours: next ?? 24 })}
              />
            )}
          </FormField>
          <FormField
            label="Warning after"
            help={
              first.value.warning_hours >= first.value.hours
                ? 'Comes only when it is late already.'
                : `The last ${first.value.hours - first.value.warning_hours} hours are shown in amber.`
            }
            error={first.fields.warning_hours}
          >
            {ids => (
              <NumberInput
                id={ids.id}
                aria-describedby={ids['aria-describedby']}
                label="Warning after"
                unit={hours}
                value={first.value.warning_hours}
                onChange={next => first.set({ ...first.value, warning_hours: next ?? 0 })}
              />
            )}
          </FormField>
        </div>
      </Card>
      <Card title="Hands-on when any one holds">
        <div className="two">
          {threshold('monthly_events', 'Events a month, from', '5M and 500k are understood.')}
          {threshold('monthly_recordings', 'Recordings a month, from', 'Session recordings.')}
          {threshold('potential_value', 'Potential value, from', 'USD a year, when a guided evaluation is asked for.')}
        </div>
        <p className="meta">
          Wanting to pay once a year is enough by itself. Otherwise the recommendation is self-serve; the person decides.
        </p>
      </Card>
      <Bar drafts={[first, hands]} onSave={() => void save()} />
    </SettingsPane>
  )
}

type Savable = Pick<DocDraft<Sla>, 'dirty' | 'busy' | 'sentence' | 'discard'>

function Bar({ drafts, onSave }: { drafts: Savable[]; onSave: () => void }) {
  return (
    <SaveBar
      dirty={drafts.some(draft => draft.dirty)}
      busy={drafts.some(draft => draft.busy)}
      error={drafts.find(draft => draft.sentence)?.sentence ?? null}
      onSave={onSave}
      onDiscard={() => {
        for (const draft of drafts) draft.discard()
      }}
    />
  )
}

/** The very rule that recommends on leads, with the numbers as they stand in the form. */
function TryFlow({ thresholds }: { thresholds: HandsOnThresholds }) {
  const [input, setInput] = useState<FlowInput>({ monthly_events: 6_200_000 })
  const set = (change: Partial<FlowInput>) => setInput(was => ({ ...was, ...change }))
  const { flow, reasons } = recommendedFlow(input, thresholds)
  const number = (name: 'monthly_events' | 'monthly_recordings' | 'potential_value', label: string) => (
    <FormField label={label}>
      {({ id }) => (
        <NumberInput id={id} label={label} empty="Not known" value={input[name] ?? null} onChange={value => set({ [name]: value })} />
      )}
    </FormField>
  )
  return (
    <TryPane note="With the numbers as they stand here, saved or not.">
      <div className="try-fields">
        <div className="two">
          {number('monthly_events', 'Events a month')}
          {number('monthly_recordings', 'Recordings')}
        </div>
        {number('potential_value', 'Potential value, USD a year')}
        <Checkbox checked={input.wants_annual === true} onChange={on => set({ wants_annual: on })}>
          Wants an annual plan
        </Checkbox>
        <Checkbox checked={input.needs_evaluation === true} onChange={on => set({ needs_evaluation: on })}>
          Needs a guided evaluation
        </Checkbox>
      </div>
      <div className="card" aria-live="polite">
        <div className="who">
          <div className="strong">{flow === 'hands_on' ? 'Recommended: hands-on' : 'Recommended: self-serve'}</div>
          {reasons.map(reason => (
            <p className="meta" key={reason}>
              {reason}
            </p>
          ))}
        </div>
      </div>
    </TryPane>
  )
}
