import { useMeta, useObject } from '../../../web/api/meta.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { Attachments } from '../../../web/object/record/Attachments.tsx'
import { OpenTasks, Related } from '../../../web/object/record/panels.tsx'
import { RecordPage } from '../../../web/object/record/RecordPage.tsx'
import { WinningPanels, WinningWork } from '../../winning/web/WinningPanels.tsx'

export function OpportunityPage() {
  const meta = useMeta()
  const stage = useObject('opportunity').fields.stage
  return (
    <RecordPage
      object="opportunity"
      organisation
      subtitle={({ record, refs }) =>
        [refs.account?.[String(record.account_id)], stage && optionLabel(stage, record.stage)].filter(Boolean).join(', ')
      }
      work={({ record }) => <WinningWork opportunity={record} />}
      context={({ record }) => (
        <>
          <OpenTasks object="opportunity" id={record.id} />
          <WinningPanels opportunity={record} />
          <Related
            title="Account"
            object="account"
            organisation
            filter={{ field: 'id', op: 'is', value: record.account_id }}
            subtitle={account => String(account.domain ?? '')}
          />
          {typeof record.primary_contact_id === 'string' && (
            <Related
              title="Primary contact"
              object="contact"
              filter={{ field: 'id', op: 'is', value: record.primary_contact_id }}
              subtitle={contact => String(contact.title ?? '')}
            />
          )}
          <Related
            title="Other opportunities"
            object="opportunity"
            organisation
            except={record.id}
            filter={{ field: 'account_id', op: 'is', value: record.account_id }}
            hint={other => meta.users.find(user => user.id === other.owner_id)?.name}
          />
          <Attachments object="opportunity" id={record.id} />
        </>
      )}
    />
  )
}
