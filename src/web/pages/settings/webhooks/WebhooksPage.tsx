import { useState } from 'react'
import { editRecord } from '../../../api/edits.ts'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { Rec } from '../../../api/types.ts'
import { Button } from '../../../ui/Button.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { RowList } from '../parts/RowList.tsx'
import { SettingsPane } from '../parts/SettingsPane.tsx'
import { useSettingRecords } from '../parts/setting_records.ts'
import { useOpen } from '../parts/use_open.ts'
import { Deliveries } from './Deliveries.tsx'
import { WebhookDialog } from './WebhookDialog.tsx'

export type WebhookRec = Rec & { url: string; description: string | null; events: string[]; active: boolean }

/** Changes told to other programs: signed, retried for three days, each delivery to be looked at (H4). */
export function WebhooksPage() {
  const meta = useMeta()
  const { rows, error, waiting, retry } = useSettingRecords<WebhookRec>('webhook', 'url')
  const [open, setOpen] = useOpen()
  const [editing, setEditing] = useState<WebhookRec | 'new' | null>(null)
  const shown = rows.find(row => row.id === open)
  const turn = (record: WebhookRec) => void editRecord(meta, { object: 'webhook', record, set: { active: !record.active } })
  return (
    <SettingsPane
      title="Webhooks"
      intro="Every change can be told to another program: signed with its secret, retried for three days."
      actions={
        <Button icon="plus" onClick={() => setEditing('new')}>
          Webhook
        </Button>
      }
      aside={shown && <Deliveries key={shown.id} webhook={shown} onClose={() => setOpen(null)} />}
    >
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {waiting && <SkeletonRows rows={3} />}
      {!waiting && !error && rows.length === 0 && (
        <Empty title="Nobody is told yet" action={<Button onClick={() => setEditing('new')}>New webhook</Button>}>
          A data warehouse, a chat channel or your own service can hear of each new lead within a second.
        </Empty>
      )}
      {rows.length > 0 && (
        <RowList label="Webhooks" items={rows} idOf={row => row.id} onOpen={setEditing}>
          {row => (
            <>
              <span className="name">
                <button type="button" className={row.active ? 'cut' : 'cut t3'} onClick={() => setEditing(row)} title={row.url}>
                  {row.description || row.url.replace(/^https?:\/\//, '')}
                </button>
                <span className="meta cut">
                  {row.description ? row.url : row.events.includes('*') ? 'every change' : row.events.join(', ')}
                </span>
              </span>
              {!row.active && <span className="tag">switched off</span>}
              <Button look="quiet" small onClick={() => turn(row)} aria-label={`${row.active ? 'Switch off' : 'Switch on'} ${row.url}`}>
                {row.active ? 'Switch off' : 'Switch on'}
              </Button>
              <Button
                look="quiet"
                small
                aria-pressed={open === row.id}
                onClick={() => setOpen(open === row.id ? null : row.id)}
                aria-label={`Deliveries to ${row.url}`}
              >
                Deliveries
              </Button>
            </>
          )}
        </RowList>
      )}
      {editing && (
        <WebhookDialog
          webhook={editing === 'new' ? null : editing}
          onClose={made => {
            setEditing(null)
            if (made) setOpen(made)
          }}
        />
      )}
    </SettingsPane>
  )
}
