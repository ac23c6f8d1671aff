import { useMemo, useState } from 'react'
import { patch } from '../../../api/client.ts'
import { refreshMeta, useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { Choice, MetaField, MetaObject } from '../../../api/types.ts'
import { A } from '../../../ui/A.tsx'
import { Empty } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { useDraft } from '../parts/drafts.ts'
import { OptionsEditor } from '../parts/OptionsEditor.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { useOpen } from '../parts/use_open.ts'

/** Built-in lists whose meaning programs know: they can be renamed, and take no further entries. */
const fixed = new Set(['lead.status', 'lead.recommended_flow', 'opportunity.forecast_category'])
/** Lists that follow pages of their own: pipelines and record types. */
const elsewhere = new Set(['opportunity.stage', 'opportunity.pipeline', 'opportunity.record_type'])

/** Labels of what can be chosen, further entries, and those no longer offered. */
export function ChoicesPage() {
  const meta = useMeta()
  const [open] = useOpen('object')
  const objects = meta.objects.filter(object => object.custom && choicesOf(object).length > 0)
  const object = objects.find(one => one.name === open) ?? objects[0]
  return (
    <SettingsPane
      title="Sources and choices"
      intro="What can be chosen in built-in fields. Retired entries stay on the records that have them and are no longer offered."
    >
      <nav className="subtabs" aria-label="Kinds of record">
        {objects.map(one => (
          <A
            key={one.name}
            href={`/settings/choices?object=${one.name}`}
            className={one === object ? 'on' : ''}
            aria-current={one === object ? 'true' : undefined}
          >
            {one.label[1]}
          </A>
        ))}
      </nav>
      {object ? <ObjectChoices key={object.name} object={object} /> : <Empty title="There is nothing to choose" />}
    </SettingsPane>
  )
}

const choicesOf = (object: MetaObject): [name: string, field: MetaField][] =>
  Object.entries(object.fields).filter(
    ([name, field]) =>
      !elsewhere.has(`${object.name}.${name}`) &&
      (field.kind === 'choice' || field.kind === 'choices') &&
      !field.custom &&
      field.options !== undefined,
  )

function ObjectChoices({ object }: { object: MetaObject }) {
  const fields = choicesOf(object)
  const saved = useMemo(() => Object.fromEntries(choicesOf(object).map(([name, field]) => [name, [...(field.options ?? [])]])), [object])
  const draft = useDraft<Record<string, Choice[]>>(`choices:${object.name}`, saved)
  const [failed, setFailed] = useState('')
  const form = useSubmit()
  const send = async (from: Record<string, Choice[]>, to: Record<string, Choice[]>) => {
    for (const name of Object.keys(to)) {
      if (JSON.stringify(from[name]) === JSON.stringify(to[name])) continue
      setFailed(name)
      await patch(`/fields/${object.name}/${name}`, { options: to[name] })
    }
    setFailed('')
    await refreshMeta()
  }
  const save = () =>
    form.run(async () => {
      const wanted = draft.value
      await send(saved, wanted)
      draft.discard()
      toast('Choices are saved', {
        undo: async () => {
          try {
            await send(wanted, saved)
            return true
          } catch (error) {
            showError(sentenceOf(error))
            return false
          }
        },
      })
    })
  return (
    <>
      {fields.map(([name, field]) => (
        <Card
          key={name}
          flush
          title={field.label}
          note={fixed.has(`${object.name}.${name}`) ? 'can be renamed; programs rely on each' : `of a ${object.label[0].toLowerCase()}`}
        >
          <OptionsEditor
            label={field.label}
            options={draft.value[name] ?? []}
            builtIn={saved[name]?.map(option => option.value) ?? []}
            closed={fixed.has(`${object.name}.${name}`)}
            onChange={options => draft.set({ ...draft.value, [name]: options })}
          />
        </Card>
      ))}
      <SaveBar
        dirty={draft.dirty}
        busy={form.busy}
        error={form.sentence() && `${object.fields[failed]?.label ?? ''}: ${form.sentence()}`}
        onSave={() => void save()}
        onDiscard={() => {
          draft.discard()
          form.clear()
        }}
      />
    </>
  )
}
