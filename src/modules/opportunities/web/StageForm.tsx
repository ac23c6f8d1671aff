import { type FormEvent, useContext, useEffect, useRef, useState } from 'react'
import { useObject } from '../../../web/api/meta.ts'
import { Problem, sentenceOf } from '../../../web/api/problem.ts'
import type { Rec } from '../../../web/api/types.ts'
import { LayerContext, useKeys, useLayerOpen } from '../../../web/keys/keys.ts'
import { FieldEditor } from '../../../web/object/field/FieldEditor.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import { FormField } from '../../../web/ui/inputs.tsx'
import type { Stage } from '../../pipelines/stage.rule.ts'
import { stageAsks } from '../stage_asks.rule.ts'
import { moveOpportunity } from './move_opportunity.ts'
import { ProductsPicker } from './ProductsPicker.tsx'

interface StageFormProps {
  record: Rec
  stage: Stage
  pipeline?: string | undefined
  onDone: () => void
  onCancel: () => void
}

const numbers = ['Nothing', 'One thing', 'Two things', 'Three things', 'Four things', 'Five things']
const beforeIt = (stage: Stage) =>
  stage.outcome === 'won' ? 'before it is won' : stage.outcome === 'lost' ? 'before it is lost' : `before ${stage.label}`
const submitWord = (stage: Stage) =>
  stage.outcome === 'won' ? 'Close as won' : stage.outcome === 'lost' ? 'Close as lost' : `Move to ${stage.label}`

/** What a stage still asks for, and nothing else: first field focused, Enter confirms, Esc leaves all as it was (E4). */
export function StageForm(props: StageFormProps) {
  const layer = useContext(LayerContext)
  useLayerOpen(layer.depth + 1, true)
  return (
    <LayerContext.Provider value={{ ...layer, depth: layer.depth + 1 }}>
      <Form {...props} />
    </LayerContext.Provider>
  )
}

function Form({ record, stage, pipeline, onDone, onCancel }: StageFormProps) {
  const object = useObject('opportunity')
  const form = useRef<HTMLFormElement>(null)
  const [asks, setAsks] = useState(() => stageAsks(stage, record, object.fields))
  const [values, setValues] = useState<Record<string, unknown>>({})
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  useKeys({ escape: onCancel })
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea, .select')?.focus()
  }, [])

  const { missing, optional } = asks
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const empty = missing.filter(name => isEmpty(values[name]))
    if (empty.length > 0) {
      setErrors(Object.fromEntries(empty.map(name => [name, 'Needed before it moves.'])))
      form.current?.querySelector<HTMLElement>(`[data-ask="${empty[0]}"] :is(input, textarea, .select)`)?.focus()
      return
    }
    setBusy(true)
    try {
      const fields = Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)))
      if (await moveOpportunity({ record, stage, fields, ...(pipeline ? { pipeline } : {}) })) onDone()
    } catch (error) {
      const found = error instanceof Problem ? error.fields : {}
      setErrors(Object.keys(found).length > 0 ? found : { '': sentenceOf(error) })
      // The server may know of more, a custom rule of the record type for instance.
      setAsks(was => ({ ...was, missing: [...new Set([...was.missing, ...Object.keys(found).filter(name => name in object.fields)])] }))
    } finally {
      setBusy(false)
    }
  }
  const field = (name: string, note?: string) => {
    const definition = object.fields[name]
    if (!definition) return null
    const change = (value: unknown) => {
      setValues(was => ({ ...was, [name]: value }))
      setErrors(({ [name]: _, ...rest }) => rest)
    }
    return (
      <div key={name} data-ask={name}>
        <FormField label={definition.label} error={errors[name]} {...(note ? { note } : {})}>
          {ids =>
            name === 'products' ? (
              <ProductsPicker id={ids.id} invalid={ids['aria-invalid'] === true} value={values[name]} onChange={change} />
            ) : (
              <FieldEditor {...ids} field={definition} value={values[name] ?? null} onChange={change} />
            )
          }
        </FormField>
      </div>
    )
  }
  const other = Object.entries(errors).find(([name]) => !missing.includes(name) && !optional.includes(name))
  return (
    <form
      ref={form}
      className="stage-form"
      aria-label={`${String(record.name)}: ${beforeIt(stage)}`}
      onSubmit={submit}
      onPointerDown={event => event.stopPropagation()}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          onCancel()
        }
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) form.current?.requestSubmit()
      }}
      noValidate
    >
      <div>
        <div className="strong">
          {missing.length > 0
            ? `${numbers[missing.length] ?? `${missing.length} things`} ${beforeIt(stage)}`
            : stage.outcome === 'open'
              ? `On the way to ${stage.label}`
              : `Anything to add ${beforeIt(stage)}?`}
        </div>
        <p className="meta">
          {missing.length > 0 ? `The card moves as soon as ${missing.length === 1 ? 'it is' : 'they are'} filled.` : 'It may stay empty.'}
        </p>
      </div>
      {missing.map(name => field(name))}
      {optional.map(name => field(name, 'may stay empty'))}
      {other && (
        <p className="note bad" role="alert">
          {other[1]}
        </p>
      )}
      <div className="row end">
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" look="primary" keys="enter" busy={busy}>
          {submitWord(stage)}
        </Button>
      </div>
    </form>
  )
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
