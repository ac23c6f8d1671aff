import { useEffect, useRef, useState } from 'react'
import type { MetaField, Refs } from '../../api/types.ts'
import { PickList } from '../../ui/PickList.tsx'
import { Pop } from '../../ui/Pop.tsx'
import { FieldEditor, keepOrLeave, RecordPicker } from './FieldEditor.tsx'
import { useFixedOptions } from './options.tsx'
import { isChosen, isNothing, targetOf } from './values.ts'

interface InPlaceEditorProps {
  field: MetaField
  value: unknown
  refs: Refs
  onSave: (value: unknown) => void
  onLeave: () => void
}

/** Edits a value where it stands: a list to choose from, or an input at the same height. */
export function InPlaceEditor(props: InPlaceEditorProps) {
  return isChosen(props.field) ? <ChosenInPlace {...props} /> : <TypedInPlace {...props} />
}

function ChosenInPlace({ field, value, onSave, onLeave }: InPlaceEditorProps) {
  const fixed = useFixedOptions(field)
  const many = field.kind === 'choices' || field.kind === 'refs'
  const [chosen, setChosen] = useState<string[]>(() => (Array.isArray(value) ? value.map(String) : isNothing(value) ? [] : [String(value)]))
  const close = () => (many ? onSave(chosen) : onLeave())
  const pick = (picked: string) => {
    if (!many) return onSave(picked === '' ? null : picked)
    setChosen(was => (was.includes(picked) ? was.filter(one => one !== picked) : [...was, picked]))
  }
  return (
    <Pop open onClose={close} label={field.label} width={260} target={<span className="anchor" />}>
      {fixed ? (
        <PickList
          label={field.label}
          options={!field.required && !many && chosen.length > 0 ? [{ value: '', label: 'None' }, ...fixed] : fixed}
          chosen={chosen}
          onPick={pick}
        />
      ) : (
        <RecordPicker
          object={targetOf(field) ?? ''}
          label={field.label}
          clearable={!field.required && chosen.length > 0}
          onPick={id => onSave(id)}
        />
      )}
    </Pop>
  )
}

function TypedInPlace({ field, value, refs, onSave, onLeave }: InPlaceEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const draft = useRef(value)
  const done = useRef(false)
  const finish = (keep: boolean) => {
    if (done.current) return
    done.current = true
    if (keep && JSON.stringify(draft.current ?? null) !== JSON.stringify(value ?? null)) onSave(draft.current)
    else onLeave()
  }
  useEffect(() => {
    const input = box.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>('input, textarea, button')
    input?.focus()
    if (input instanceof HTMLInputElement && /text|email|tel|url/.test(input.type)) input.select()
  }, [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only catches Enter and Esc of the input inside
    <div
      ref={box}
      className="in-place"
      onKeyDown={keepOrLeave(
        () => finish(true),
        () => finish(false),
        field.kind === 'long_text',
      )}
      onBlur={event => !event.currentTarget.contains(event.relatedTarget) && finish(true)}
    >
      <FieldEditor
        field={field}
        value={value}
        refs={refs}
        onChange={next => {
          draft.current = next
          if (field.kind === 'checkbox') finish(true)
        }}
      />
    </div>
  )
}
