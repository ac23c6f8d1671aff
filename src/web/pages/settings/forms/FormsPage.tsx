import { useState } from 'react'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { keyFor } from '../parts/key_for.ts'
import { RowList } from '../parts/RowList.tsx'
import { SettingsPane } from '../parts/SettingsPane.tsx'
import { createRecord, useSettingRecords } from '../parts/setting_records.ts'
import { useOpen } from '../parts/use_open.ts'
import { FormEditor } from './FormEditor.tsx'
import { type FormRec, firstQuestions } from './form_record.ts'

/** Public forms: each has a page of its own and a snippet for any other site (B7). */
export function FormsPage() {
  const { rows, error, waiting, retry } = useSettingRecords<FormRec>('form', 'name')
  const [open, setOpen] = useOpen()
  const [adding, setAdding] = useState(false)
  const form = rows.find(row => row.id === open)
  if (form) return <FormEditor key={form.id} form={form} onClose={() => setOpen(null)} />
  return (
    <SettingsPane
      title="Forms"
      intro="Every submission is kept as it was sent, makes a lead, and tells its owner."
      actions={
        <Button icon="plus" onClick={() => setAdding(true)}>
          Form
        </Button>
      }
    >
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {waiting && <SkeletonRows rows={3} />}
      {!waiting && !error && rows.length === 0 && (
        <Empty title="No form yet" action={<Button onClick={() => setAdding(true)}>New form</Button>}>
          A contact form on your site brings a lead with its questions answered.
        </Empty>
      )}
      {rows.length > 0 && (
        <RowList label="Forms" items={rows} idOf={row => row.id} onOpen={row => setOpen(row.id)}>
          {row => (
            <>
              <span className="name">
                <button type="button" className={row.active ? 'cut' : 'cut t3'} onClick={() => setOpen(row.id)}>
                  {row.name}
                </button>
                <span className="meta mono cut">/f/{row.slug}</span>
              </span>
              <span className="t2">
                {row.fields.length} {row.fields.length === 1 ? 'question' : 'questions'}
              </span>
              {!row.active && <span className="tag">switched off</span>}
              <a
                className="btn quiet sm"
                href={`/f/${row.slug}`}
                target="_blank"
                rel="noreferrer"
                aria-label={`Open ${row.name} as visitors see it`}
              >
                Open
              </a>
            </>
          )}
        </RowList>
      )}
      {adding && (
        <NewForm
          taken={rows.map(row => row.slug)}
          onClose={made => {
            setAdding(false)
            if (made) setOpen(made)
          }}
        />
      )}
    </SettingsPane>
  )
}

function NewForm({ taken, onClose }: { taken: string[]; onClose: (made?: string) => void }) {
  const meta = useMeta()
  const [name, setName] = useState('')
  const form = useSubmit()
  const submit = () =>
    form.run(async () => {
      const slug = keyFor(name, taken).replaceAll('_', '-')
      const made = await createRecord(meta, 'form', { name: name.trim(), title: name.trim(), slug, fields: firstQuestions })
      onClose(made.id)
    })
  return (
    <FormDialog
      title="New form"
      submit="Add form"
      onClose={() => onClose()}
      onSubmit={submit}
      busy={form.busy}
      disabled={name.trim() === ''}
      error={form.sentence(['name'])}
    >
      <FormField label="Name" help="It starts with three questions; then change what you like." error={form.fields.name}>
        {ids => (
          <TextInput {...ids} value={name} onChange={event => setName(event.target.value)} placeholder="Pricing page" data-autofocus />
        )}
      </FormField>
    </FormDialog>
  )
}
