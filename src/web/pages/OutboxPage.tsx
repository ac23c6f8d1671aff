import { useState } from 'react'
import { useRecord } from '../api/records.ts'
import type { Rec } from '../api/types.ts'
import type { ColumnSlots } from '../object/list/columns.tsx'
import { ObjectList } from '../object/list/ObjectList.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Tag } from '../ui/marks.tsx'
import { Notice } from '../ui/states.tsx'
import { When } from '../ui/When.tsx'
import { InboundTabs } from './InboundTabs.tsx'

const tones: Record<string, 'green' | 'bad' | 'warn'> = { sent: 'green', failed: 'bad', waiting: 'warn' }
const words: Record<string, string> = { kept: 'Kept here', waiting: 'Waiting', sent: 'Sent', failed: 'Failed', withdrawn: 'Taken back' }

const columns: ColumnSlots = {
  subject: { width: 260, card: 'name' },
  to_address: { width: 200, card: 'co' },
  created_at: { label: 'Made', width: 96, card: 'sla' },
  state: {
    width: 96,
    card: 'st',
    render: mail => {
      const tone = tones[String(mail.state)]
      return <Tag {...(tone ? { tone } : {})}>{words[String(mail.state)] ?? String(mail.state)}</Tag>
    },
  },
}

/** Mails that the program sends; without a mail server set up they are kept here. */
export function OutboxPage() {
  const [shown, setShown] = useState<Rec | null>(null)
  return (
    <>
      <ObjectList
        object="mail"
        path="/outbox"
        title="Outbox"
        columns={columns}
        tabs={className => <InboundTabs here="/outbox" className={className} />}
        onOpen={setShown}
        href={mail => `/outbox?at=${mail.id}`}
        purpose="Mails to colleagues about their leads. Without a mail server they are kept here to be read."
      />
      {shown && <MailDialog id={shown.id} onClose={() => setShown(null)} />}
    </>
  )
}

function MailDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data } = useRecord('mail', id)
  const mail = data?.record
  return (
    <Dialog title={String(mail?.subject ?? 'Mail')} onClose={onClose} wide>
      <div className="dialog-body">
        <p className="meta">
          To {String(mail?.to_address ?? '')}
          {typeof mail?.sent_at === 'string' && (
            <>
              , sent <When at={mail.sent_at} as="full" />
            </>
          )}
        </p>
        {typeof mail?.last_error === 'string' && mail.last_error !== '' && <Notice tone="bad">{mail.last_error}</Notice>}
        <div className="words reading">{String(mail?.text ?? '')}</div>
      </div>
    </Dialog>
  )
}
