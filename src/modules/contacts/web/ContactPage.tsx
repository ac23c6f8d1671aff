import type { Rec, Refs } from '../../../web/api/types.ts'
import { Attachments } from '../../../web/object/record/Attachments.tsx'
import { OpenTasks, Related } from '../../../web/object/record/panels.tsx'
import { RecordPage } from '../../../web/object/record/RecordPage.tsx'
import { InTouchPanel } from '../../in_touch/web/InTouch.tsx'
import { SequencePanel } from '../../sequences/web/SequencePanel.tsx'

const subtitleOf = (record: Rec, refs: Refs): string => [record.title, refs.account?.[String(record.account_id)]].filter(Boolean).join(', ')

export function ContactPage() {
  return (
    <RecordPage
      object="contact"
      subtitle={({ record, refs }) => subtitleOf(record, refs)}
      context={({ record }) => (
        <>
          <SequencePanel object="contact" record={record} />
          <OpenTasks object="contact" id={record.id} />
          <InTouchPanel object="contact" record={record} />
          {typeof record.account_id === 'string' && (
            <>
              <Related
                title="Account"
                object="account"
                organisation
                filter={{ field: 'id', op: 'is', value: record.account_id }}
                subtitle={account => String(account.domain ?? '')}
              />
              <Related
                title="Colleagues there"
                object="contact"
                filter={{ field: 'account_id', op: 'is', value: record.account_id }}
                except={record.id}
                subtitle={contact => String(contact.title ?? '')}
              />
            </>
          )}
          <Related
            title="Opportunities"
            object="opportunity"
            filter={{ field: 'primary_contact_id', op: 'is', value: record.id }}
            organisation
          />
          <Related
            title="Leads"
            object="lead"
            filter={{ field: 'contact_id', op: 'is', value: record.id }}
            subtitle={lead => String(lead.company ?? '')}
          />
          <Attachments object="contact" id={record.id} />
        </>
      )}
    />
  )
}
