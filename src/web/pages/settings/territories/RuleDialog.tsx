import { useState } from 'react'
import type { AssignmentSettings } from '../../../../modules/assignment/assignment_settings.ts'
import { useMeta, useObject } from '../../../api/meta.ts'
import type { MetaField } from '../../../api/types.ts'
import { FieldEditor } from '../../../object/field/FieldEditor.tsx'
import { peopleOptions } from '../../../object/field/options.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import type { TerritoryRec } from './territory_types.ts'

export type Rule = AssignmentSettings['rules'][number]
type Condition = Rule['when'][number]
type Op = Condition['op']

export const places = [
  { value: 'before_returning', label: 'Before everything' },
  { value: 'before_territory', label: 'After returning, before territories' },
  { value: 'before_rotation', label: 'After territories, before the rotation' },
]
export const opWords: Record<Op, string> = {
  is: 'is',
  in: 'is one of',
  contains: 'contains',
  gte: 'at least',
  lte: 'at most',
  empty: 'is not known',
  not_empty: 'is known',
}
const opsFor = (field: MetaField | undefined): Op[] => {
  if (field?.kind === 'number' || field?.kind === 'money') return ['gte', 'lte', 'is', 'empty', 'not_empty']
  if (field?.kind === 'checkbox') return ['is']
  if (field?.kind === 'choice' || field?.kind === 'country') return ['is', 'in', 'empty', 'not_empty']
  return ['is', 'contains', 'empty', 'not_empty']
}
const usable = new Set(['text', 'long_text', 'email', 'phone', 'url', 'number', 'checkbox', 'choice', 'country', 'choices'])

interface RuleDialogProps {
  rule: Rule | null
  territories: readonly TerritoryRec[]
  onSave: (rule: Rule) => void
  onClose: () => void
}

/** When these hold, then this person or this territory. */
export function RuleDialog({ rule, territories, onSave, onClose }: RuleDialogProps) {
  const meta = useMeta()
  const { fields } = useObject('lead')
  const [name, setName] = useState(rule?.name ?? '')
  const [position, setPosition] = useState<Rule['position']>(rule?.position ?? 'before_territory')
  const [when, setWhen] = useState<(Condition & { key: string })[]>(() =>
    (rule?.when ?? [{ field: 'plan', op: 'is' as const, value: '' }]).map(one => ({ ...one, key: crypto.randomUUID() })),
  )
  const [target, setTarget] = useState<string | null>(
    rule ? ('owner_id' in rule.then ? `user:${rule.then.owner_id}` : `territory:${rule.then.territory_id}`) : null,
  )
  const [error, setError] = useState<string | null>(null)
  const fieldOptions = Object.entries(fields)
    .filter(([, field]) => usable.has(field.kind))
    .map(([value, field]) => ({ value, label: field.label }))
  const change = (key: string, next: Partial<Condition>) => setWhen(was => was.map(one => (one.key === key ? { ...one, ...next } : one)))
  const targets = [
    ...territories.map(({ id, name: label }) => ({ value: `territory:${id}`, label, hint: 'territory' })),
    ...peopleOptions(meta).map(({ mark: _, ...person }) => ({ ...person, value: `user:${person.value}` })),
  ]
  const submit = () => {
    if (name.trim() === '') return setError('Give the rule a name, so that its reason can be read on the lead.')
    if (!target) return setError('Choose who gets these leads.')
    if (when.length === 0) return setError('A rule needs a condition; one without would never hold.')
    const [kind, id = ''] = target.split(':')
    const conditions = when.map(({ key, ...condition }) =>
      condition.op === 'empty' || condition.op === 'not_empty' ? { field: condition.field, op: condition.op } : condition,
    )
    if (conditions.some(({ op, value }) => op !== 'empty' && op !== 'not_empty' && (value === undefined || value === null || value === '')))
      return setError('A condition has no value yet.')
    onSave({
      id: rule?.id ?? crypto.randomUUID(),
      name: name.trim(),
      position,
      when: conditions,
      // biome-ignore lint/suspicious/noThenProperty: a rule reads "when … then …" in its JSON
      then: kind === 'user' ? { owner_id: id } : { territory_id: id },
    })
    onClose()
  }
  return (
    <FormDialog title={rule ? 'Rule' : 'New rule'} submit="Save rule" wide onClose={onClose} onSubmit={submit} error={error}>
      <FormField label="Name">
        {ids => (
          <TextInput {...ids} value={name} onChange={event => setName(event.target.value)} placeholder="Enterprise plan" data-autofocus />
        )}
      </FormField>
      <fieldset className="form-field" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="label">When all of these hold</legend>
        {when.map(condition => (
          <ConditionRow
            key={condition.key}
            condition={condition}
            field={fields[condition.field]}
            fieldOptions={fieldOptions}
            onChange={next => change(condition.key, next)}
            onRemove={() => setWhen(was => was.filter(one => one.key !== condition.key))}
          />
        ))}
        <Button
          look="quiet"
          small
          icon="plus"
          onClick={() => setWhen(was => [...was, { field: 'country', op: 'is', value: '', key: crypto.randomUUID() }])}
        >
          Condition
        </Button>
      </fieldset>
      <FormField label="Then it goes to">
        {({ id }) => <Select id={id} label="Then it goes to" options={targets} value={target} onChange={setTarget} />}
      </FormField>
      <FormField label="Where the rule stands">
        {({ id }) => (
          <Select
            id={id}
            label="Where the rule stands"
            options={places}
            value={position}
            onChange={value => value && setPosition(value as Rule['position'])}
          />
        )}
      </FormField>
    </FormDialog>
  )
}

interface ConditionRowProps {
  condition: Condition
  field: MetaField | undefined
  fieldOptions: { value: string; label: string }[]
  onChange: (next: Partial<Condition>) => void
  onRemove: () => void
}

function ConditionRow({ condition, field, fieldOptions, onChange, onRemove }: ConditionRowProps) {
  const ops = opsFor(field).map(value => ({ value, label: opWords[value] }))
  const many: MetaField | undefined = field && condition.op === 'in' ? { ...field, kind: 'choices' } : field
  const takesValue = condition.op !== 'empty' && condition.op !== 'not_empty'
  return (
    <div className="condition">
      <Select
        label="Field"
        options={fieldOptions}
        value={condition.field}
        onChange={value => value && onChange({ field: value, op: 'is', value: '' })}
      />
      <Select
        label="Comparison"
        options={ops}
        value={condition.op}
        onChange={value => value && onChange({ op: value as Op, value: value === 'in' ? [] : '' })}
      />
      {takesValue && many ? (
        <FieldEditor
          key={`${condition.field} ${condition.op}`}
          field={{ ...many, required: true }}
          value={condition.value}
          onChange={value => onChange({ value })}
        />
      ) : (
        <span />
      )}
      <IconButton name="x" label="Remove this condition" small onClick={onRemove} />
    </div>
  )
}
