import { useState } from 'react'
import { patch } from '../../../api/client.ts'
import { useMeta, useObject } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Checkbox, FormField, TextArea, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { CopyField } from '../parts/CopyField.tsx'
import { useDraft } from '../parts/drafts.ts'
import { LinesInput } from '../parts/LinesInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card, SettingsPane, TryPane } from '../parts/SettingsPane.tsx'
import { refreshRecords, removeRecord } from '../parts/setting_records.ts'
import { FormPreview } from './FormPreview.tsx'
import { draftOf, embedSnippet, type FormDraft, type FormRec, hostedLink, plainSnippet } from './form_record.ts'
import { Questions } from './Questions.tsx'

const shown = ['name', 'slug', 'title', 'intro', 'button', 'thank_you', 'redirect_url', 'source']

/** One form: its questions, its words, what follows, and how it gets onto a site; at the right how it will look. */
export function FormEditor({ form: record, onClose }: { form: FormRec; onClose: () => void }) {
  const meta = useMeta()
  const sources = useObject('form').fields.source?.options?.filter(option => !option.retired) ?? []
  const saved = draftOf(record)
  const draft = useDraft(`form:${record.id}`, saved)
  const form = useSubmit()
  const { value } = draft
  const [after, setAfter] = useState<'words' | 'redirect'>(saved.redirect_url ? 'redirect' : 'words')
  const set = (change: Partial<FormDraft>) => draft.set({ ...value, ...change })
  const send = async (next: FormDraft) => {
    await patch(`/forms/${record.id}`, next)
    await refreshRecords('form')
  }
  const save = () =>
    form.run(async () => {
      await send(value)
      draft.discard()
      toast(`${value.name} is saved`, {
        undo: async () => {
          try {
            await send(saved)
            return true
          } catch (error) {
            showError(sentenceOf(error))
            return false
          }
        },
      })
    })
  const line = (name: 'name' | 'title' | 'button', label: string, placeholder = '') => (
    <FormField label={label} error={form.fields[name]}>
      {ids => (
        <TextInput
          {...ids}
          value={value[name] ?? ''}
          placeholder={placeholder}
          onChange={event => set({ [name]: event.target.value || (name === 'name' ? '' : null) })}
        />
      )}
    </FormField>
  )
  const area = (name: 'intro' | 'thank_you', label: string, placeholder: string) => (
    <FormField label={label} error={form.fields[name]}>
      {ids => (
        <TextArea
          {...ids}
          rows={2}
          value={value[name] ?? ''}
          placeholder={placeholder}
          onChange={event => set({ [name]: event.target.value || null })}
        />
      )}
    </FormField>
  )
  const hostError = Object.entries(form.fields).find(([field]) => field.startsWith('redirect_hosts'))?.[1]
  const inPlace = Object.keys(form.fields).filter(field => field.startsWith('fields.') || field.startsWith('redirect_hosts'))
  return (
    <SettingsPane
      own
      title={value.name || 'A form without a name'}
      actions={
        <>
          <Checkbox checked={value.active} onChange={active => set({ active })}>
            Active
          </Checkbox>
          <IconButton
            name="trash"
            label={`Remove ${record.name}`}
            onClick={() => void removeRecord(meta, 'form', record, `${record.name} removed`).then(done => done && onClose())}
          />
          <Button look="quiet" icon="back" onClick={onClose}>
            All forms
          </Button>
        </>
      }
      aside={
        <TryPane
          title="Preview"
          note={value.active ? 'As visitors will see it once it is saved.' : 'Switched off: visitors are told that it is closed.'}
        >
          <FormPreview form={value} />
        </TryPane>
      }
    >
      <Card flush title="Questions">
        <Questions questions={value.fields} errors={form.fields} onChange={fields => set({ fields })} />
      </Card>
      <Card title="Words">
        <div className="two">
          {line('name', 'Name, for yourselves')}
          <FormField label="Address" help={`/f/${value.slug || '…'}`} error={form.fields.slug}>
            {ids => (
              <TextInput
                {...ids}
                className="mono"
                value={value.slug}
                onChange={event => set({ slug: event.target.value })}
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
          </FormField>
          {line('title', 'Heading', record.name)}
          {line('button', 'Button', 'Send')}
        </div>
        {area('intro', 'Introduction', 'What this is for, and when you answer')}
        <FormField label="Source of its leads" error={form.fields.source}>
          {({ id }) => (
            <Select
              id={id}
              label="Source of its leads"
              options={sources}
              value={value.source}
              onChange={source => source && set({ source })}
            />
          )}
        </FormField>
      </Card>
      <Card title="Afterwards">
        <fieldset className="subtabs flat" aria-label="Afterwards">
          <button
            type="button"
            className={after === 'words' ? 'on' : ''}
            aria-pressed={after === 'words'}
            onClick={() => {
              setAfter('words')
              set({ redirect_url: null })
            }}
          >
            Say thank you
          </button>
          <button
            type="button"
            className={after === 'redirect' ? 'on' : ''}
            aria-pressed={after === 'redirect'}
            onClick={() => setAfter('redirect')}
          >
            Send to a page
          </button>
        </fieldset>
        {after === 'words' ? (
          area('thank_you', 'Thank-you text', 'Thank you. Somebody answers within a day.')
        ) : (
          <FormField label="Page" error={form.fields.redirect_url}>
            {ids => (
              <TextInput
                {...ids}
                type="url"
                value={value.redirect_url ?? ''}
                placeholder="https://www.example.com/thanks"
                onChange={event => set({ redirect_url: event.target.value || null })}
              />
            )}
          </FormField>
        )}
        <FormField
          label="Hosts a visitor may be sent to"
          help="One a line. Nobody can abuse your form to lead visitors anywhere else."
          error={hostError}
        >
          {ids => (
            <LinesInput
              {...ids}
              value={value.redirect_hosts}
              onChange={redirect_hosts => set({ redirect_hosts })}
              placeholder="www.example.com"
            />
          )}
        </FormField>
      </Card>
      <Card title="On your site">
        <CopyField label="Link" value={hostedLink(saved.slug)} />
        <CopyField label="Embedded in any page" long value={embedSnippet(saved.slug)} />
        <CopyField
          label="Plain HTML of your own"
          long
          value={plainSnippet(saved.slug)}
          help="Salesforce Web-to-Lead forms work too: change only their address to /servlet/servlet.WebToLead here."
        />
      </Card>
      <SaveBar
        dirty={draft.dirty}
        busy={form.busy}
        error={
          form.sentence([...shown, ...inPlace]) ?? (Object.keys(form.fields).length > 0 ? 'Not saved: see what is marked above.' : null)
        }
        onSave={() => void save()}
        onDiscard={() => {
          draft.discard()
          form.clear()
        }}
      />
    </SettingsPane>
  )
}
