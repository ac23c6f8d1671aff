import { useState } from 'react'
import { type EventAction, eventAction, eventActions } from '../../../../modules/product_events/event_action.rule.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { A } from '../../../ui/A.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { LinesInput } from '../parts/LinesInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane, TryPane } from '../parts/SettingsPane.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { useDocDraft, useSetting } from '../parts/settings_docs.ts'

interface ProductEvents {
  rules: { event: string; action: EventAction }[]
  onboarding_plans: string[]
  sign_up_pipeline: string | null
}
const actionWords: Record<EventAction, string> = {
  sign_up: 'is a sign-up',
  properties: 'updates the person',
  usage: 'counts as usage',
  ignore: 'is ignored',
}
const title = 'Product events'

/** What each product event does, and which plans come with help from sales (B9). */
export function ProductEventsPage() {
  const { value, error, retry } = useSetting<ProductEvents>('product_events')
  if (value) return <Loaded saved={value} />
  return (
    <SettingsPane title={title}>{error ? <Failed sentence={sentenceOf(error)} retry={retry} /> : <SkeletonRows rows={5} />}</SettingsPane>
  )
}

function Loaded({ saved }: { saved: ProductEvents }) {
  const { pipelines = [] } = useMeta()
  const draft = useDocDraft('product_events', saved, 'Product events are saved')
  const { value } = draft
  const setRules = (rules: ProductEvents['rules']) => draft.set({ ...value, rules })
  return (
    <SettingsPane
      title={title}
      intro="Events of your product make contacts, accounts and leads. The first rule that fits an event decides; all others count as usage."
      aside={<TryEvent rules={value.rules} />}
    >
      <Card
        flush
        title="What an event does"
        note="a star at the end stands for anything"
        actions={
          <Button look="quiet" small icon="plus" onClick={() => setRules([...value.rules, { event: '', action: 'usage' }])}>
            Rule
          </Button>
        }
      >
        <Sortable
          label="Rules for events"
          className="order-rows"
          items={value.rules.map((rule, index) => ({ ...rule, index }))}
          idOf={rule => String(rule.index)}
          nameOf={rule => rule.event || 'the new rule'}
          onMove={(from, to) => setRules(moved(value.rules, from, to))}
        >
          {(rule, index, handle) => (
            <>
              {handle}
              <TextInput
                className="grow mono"
                aria-label={`Event of rule ${index + 1}`}
                aria-invalid={draft.fields[`rules.${index}.event`] ? true : undefined}
                placeholder="user signed up"
                value={rule.event}
                onChange={event => setRules(value.rules.map((one, at) => (at === index ? { ...one, event: event.target.value } : one)))}
              />
              <select
                className="field"
                aria-label={`What ${rule.event || 'this event'} does`}
                value={rule.action}
                onChange={event =>
                  setRules(value.rules.map((one, at) => (at === index ? { ...one, action: event.target.value as EventAction } : one)))
                }
              >
                {eventActions.map(action => (
                  <option key={action} value={action}>
                    {actionWords[action]}
                  </option>
                ))}
              </select>
              <IconButton
                name="x"
                label={`Remove ${rule.event || 'this rule'}`}
                small
                onClick={() => setRules(value.rules.filter((_, at) => at !== index))}
              />
            </>
          )}
        </Sortable>
      </Card>
      <Card title="Plans with help from sales">
        <FormField
          label="Plans"
          help="One a line. A sign-up with such a plan becomes a product-led lead."
          error={draft.fields.onboarding_plans}
        >
          {ids => (
            <LinesInput
              {...ids}
              value={value.onboarding_plans}
              onChange={onboarding_plans => draft.set({ ...value, onboarding_plans })}
              placeholder="teams"
            />
          )}
        </FormField>
      </Card>
      <Card title="Opportunities from sign-ups">
        <FormField
          label="Pipeline"
          help="The first sign-up of an organisation stands in its first stage, one opportunity an account."
          error={draft.fields.sign_up_pipeline}
        >
          {ids => (
            <select
              {...ids}
              className="field"
              value={value.sign_up_pipeline ?? ''}
              onChange={event => draft.set({ ...value, sign_up_pipeline: event.target.value || null })}
            >
              <option value="">No opportunity</option>
              {pipelines.map(one => (
                <option key={one.key} value={one.key}>
                  {one.label}
                </option>
              ))}
            </select>
          )}
        </FormField>
      </Card>
      <Card title="How events get here">
        <p className="t2">
          Point your PostHog destination or posthog-node at this address, with an API key that may send events as the project key.{' '}
          <A className="link" href="/settings/api-keys">
            Make such a key
          </A>
        </p>
        <CopyField label="Address" value={window.location.origin} />
        <CopyField
          long
          label="With posthog-node"
          value={`const posthog = new PostHog('hr_…', { host: '${window.location.origin}' })\nposthog.capture({ distinctId: 'lena@jarrah.example', event: 'user signed up', properties: { plan: 'teams' } })`}
        />
      </Card>
      <SaveBar
        dirty={draft.dirty}
        busy={draft.busy}
        error={draft.sentence && Object.keys(draft.fields).length > 0 ? 'Not saved: a rule needs the name of an event.' : draft.sentence}
        onSave={() => void draft.save()}
        onDiscard={draft.discard}
      />
    </SettingsPane>
  )
}

function TryEvent({ rules }: { rules: ProductEvents['rules'] }) {
  const [event, setEvent] = useState('user signed up')
  return (
    <TryPane note="With the rules as they stand here, saved or not.">
      <FormField label="Event">
        {ids => <TextInput {...ids} className="mono" value={event} onChange={change => setEvent(change.target.value)} />}
      </FormField>
      <div className="card card-in" aria-live="polite">
        <div>
          <span className="mono">{event || '…'}</span> <span className="strong">{actionWords[eventAction(rules, event)]}</span>.
        </div>
      </div>
    </TryPane>
  )
}
