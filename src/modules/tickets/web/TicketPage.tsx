import type { Section } from '../../../web/object/record/FieldSections.tsx'
import { Panel, Related } from '../../../web/object/record/panels.tsx'
import { RecordPage } from '../../../web/object/record/RecordPage.tsx'

const sections: Section[] = [
  {
    title: 'Ticket',
    fields: ['queue', 'state', 'requester_name', 'requester_email', 'cc', 'opened_at', 'external_id', 'url', 'attempts', 'error'],
  },
]

/** What support or RevOps was asked, and how far it is (D3). */
export function TicketPage() {
  return (
    <RecordPage
      object="ticket"
      sections={sections}
      subtitle={({ object, record }) => object.fields.queue?.options?.find(option => option.value === record.queue)?.label ?? ''}
      context={({ record }) => (
        <>
          {typeof record.message === 'string' && (
            <Panel title="What was asked">
              <p className="t2 pre">{record.message}</p>
            </Panel>
          )}
          {typeof record.task_id === 'string' && (
            <Related
              title="Task"
              object="task"
              filter={{ field: 'id', op: 'is', value: record.task_id }}
              hint={task => (task.done_at ? 'Done' : 'Open')}
            />
          )}
          {typeof record.lead_id === 'string' && (
            <Related title="Lead" object="lead" filter={{ field: 'id', op: 'is', value: record.lead_id }} hint={() => 'Lead'} />
          )}
        </>
      )}
    />
  )
}
