import type { Rec, Refs } from '../../../web/api/types.ts'
import { Attachments } from '../../../web/object/record/Attachments.tsx'
import { account } from '../../../web/object/record/beside.ts'
import { OpenTasks, Related } from '../../../web/object/record/panels.tsx'
import { RecordPage } from '../../../web/object/record/RecordPage.tsx'
import { InTouchPanel } from '../../in_touch/web/InTouch.tsx'
import { SequencePanel } from '../../sequences/web/SequencePanel.tsx'
import { colleagues, contactAround, leads, opportunities } from './contact_around.ts'

const subtitleOf = (record: Rec, refs: Refs): string => [record.title, refs.account?.[String(record.account_id)]].filter(Boolean).join(', ')

export function ContactPage() {
  return (
    <RecordPage
      object="contact"
      around={contactAround}
      subtitle={({ record, refs }) => subtitleOf(record, refs)}
      context={({ record }) => (
        <>
          <SequencePanel object="contact" record={record} />
          <OpenTasks object="contact" record={record} />
          <InTouchPanel object="contact" record={record} />
          {typeof record.account_id === 'string' && (
            <>
              <Related title="Account" list={account} of={record} organisation subtitle={company => String(company.domain ?? '')} />
              <Related
                title="Colleagues there"
                list={colleagues}
                of={record}
                except={record.id}
                subtitle={contact => String(contact.title ?? '')}
              />
            </>
          )}
          <Related title="Opportunities" list={opportunities} of={record} organisation />
          <Related title="Leads" list={leads} of={record} subtitle={lead => String(lead.company ?? '')} />
          <Attachments object="contact" record={record} />
        </>
      )}
    />
  )
}
