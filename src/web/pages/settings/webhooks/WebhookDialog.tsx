import { useState } from 'react'
import { patch, post } from '../../../api/client.ts'
import { useMeta } from '../../../api/meta.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog, FormDialog } from '../../../ui/Dialog.tsx'
import { Checkbox, FormField, TextInput } from '../../../ui/inputs.tsx'
import { MultiSelect } from '../../../ui/Select.tsx'
import { toast } from '../../../ui/toasts.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { CopyField } from '../parts/CopyField.tsx'
import { refreshRecords, removeRecord } from '../parts/setting_records.ts'
import type { WebhookRec } from './WebhooksPage.tsx'

const verbs = ['created', 'updated', 'deleted', 'restored']
const leadVerbs = ['assigned', 'claimed', 'released', 'pooled', 'disqualified', 'converted']

/** Where to, and of which changes it hears. The secret is shown once. */
export function WebhookDialog({ webhook, onClose }: { webhook: WebhookRec | null; onClose: (made?: string) => void }) {
  const meta = useMeta()
  const [value, setValue] = useState({
    url: webhook?.url ?? '',
    description: webhook?.description ?? '',
    events: webhook?.events ?? ['lead.created'],
  })
  const [secret, setSecret] = useState<{ id: string; secret: string } | null>(null)
  const form = useSubmit()
  const everything = value.events.includes('*')
  const kinds = meta.objects
    .filter(object => object.searchable || object.name === 'task')
    .flatMap(object => [
      { value: `${object.name}.*`, label: `${object.label[0]}: every change` },
      ...[...verbs, ...(object.name === 'lead' ? leadVerbs : [])].map(verb => ({
        value: `${object.name}.${verb}`,
        label: `${object.label[0]}: ${verb}`,
      })),
    ])
  const known = [
    ...kinds,
    ...value.events
      .filter(event => event !== '*' && !kinds.some(kind => kind.value === event))
      .map(event => ({ value: event, label: event })),
  ]
  const submit = () =>
    form.run(async () => {
      const body = { ...value, url: value.url.trim(), description: value.description.trim() || null }
      if (webhook) {
        await patch(`/webhooks/${webhook.id}`, body)
        toast('The webhook is saved')
        onClose()
      } else setSecret(await post<{ id: string; secret: string }>('/webhooks', body))
      await refreshRecords('webhook')
    })
  const rotate = () =>
    form.run(async () => {
      if (webhook) setSecret({ id: webhook.id, ...(await post<{ secret: string }>(`/webhooks/${webhook.id}/rotate_secret`)) })
    })
  if (secret)
    return (
      <Dialog title="The secret of this webhook" onClose={() => onClose(secret.id)}>
        <div className="dialog-body">
          <CopyField label="Secret" value={secret.secret} help="Copy it now; it is not shown again." />
          <p className="t2">
            Each delivery carries <span className="mono">Hedgerow-Signature: t=…,v1=…</span>, the HMAC-SHA256 over{' '}
            <span className="mono">t.body</span> with this secret.
          </p>
        </div>
        <footer className="row dialog-foot">
          <span className="grow" />
          <Button look="primary" onClick={() => onClose(secret.id)}>
            I have copied it
          </Button>
        </footer>
      </Dialog>
    )
  return (
    <FormDialog
      title={webhook ? 'Webhook' : 'New webhook'}
      submit={webhook ? 'Save' : 'Add webhook'}
      onClose={() => onClose()}
      onSubmit={submit}
      busy={form.busy}
      disabled={value.url.trim() === '' || value.events.length === 0}
      error={form.sentence(['url', 'description', 'events'])}
      aside={
        webhook && (
          <>
            <Button look="quiet" onClick={() => void rotate()}>
              New secret
            </Button>
            <Button
              look="quiet"
              icon="trash"
              onClick={() => void removeRecord(meta, 'webhook', webhook, 'The webhook is removed').then(done => done && onClose())}
            >
              Remove
            </Button>
          </>
        )
      }
    >
      <FormField label="Address" error={form.fields.url}>
        {ids => (
          <TextInput
            {...ids}
            type="url"
            value={value.url}
            onChange={event => setValue({ ...value, url: event.target.value })}
            placeholder="https://…"
            data-autofocus
          />
        )}
      </FormField>
      <FormField label="Description" error={form.fields.description}>
        {ids => (
          <TextInput
            {...ids}
            value={value.description}
            onChange={event => setValue({ ...value, description: event.target.value })}
            placeholder="New leads to the warehouse"
          />
        )}
      </FormField>
      <Checkbox checked={everything} onChange={on => setValue({ ...value, events: on ? ['*'] : ['lead.created'] })}>
        Every change of every record
      </Checkbox>
      {!everything && (
        <FormField label="Changes" error={form.fields.events}>
          {({ id }) => (
            <MultiSelect id={id} label="Changes" options={known} value={value.events} onChange={events => setValue({ ...value, events })} />
          )}
        </FormField>
      )}
    </FormDialog>
  )
}
