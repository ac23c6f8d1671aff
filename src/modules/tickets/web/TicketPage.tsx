import { useParams } from '@tanstack/react-router'
import { useObject } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { useRecord } from '../../../web/api/records.ts'
import { FieldValue } from '../../../web/object/field/FieldValue.tsx'
import { type Beside, is, of } from '../../../web/object/record/beside.ts'
import { Related } from '../../../web/object/record/panels.tsx'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { Failed, SkeletonRows } from '../../../web/ui/states.tsx'

const task: Beside = { object: 'task', filter: is('id', of('task_id')), limit: 1 }
const lead: Beside = { object: 'lead', filter: is('id', of('lead_id')), limit: 1 }
const shown = ['queue', 'state', 'requester_name', 'requester_email', 'cc', 'opened_at', 'external_id', 'error'] as const

/** What support or RevOps was asked, and how far it is (D3). */
export function TicketPage() {
  const { id } = useParams({ strict: false })
  const object = useObject('ticket')
  const { data, error, refetch } = useRecord('ticket', id)
  const { record, refs = {} } = data ?? {}
  return (
    <>
      <TopBar title={record ? String(record.subject) : 'Ticket'} parent={{ href: '/leads', label: 'Leads' }} />
      <div className="scroll page ticket">
        {error && !record && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
        {!record && !error && <SkeletonRows rows={6} />}
        {record && (
          <>
            {typeof record.message === 'string' && <p className="pre">{record.message}</p>}
            <dl>
              {shown.map(name => {
                const field = object.fields[name]
                const isBlank = record[name] === null || (Array.isArray(record[name]) && record[name].length === 0)
                return field && !isBlank ? (
                  <div key={name}>
                    <dt>{field.label}</dt>
                    <dd>
                      <FieldValue field={field} value={record[name]} refs={refs} />
                    </dd>
                  </div>
                ) : null
              })}
            </dl>
            {typeof record.task_id === 'string' && (
              <Related title="Task" list={task} of={record} hint={one => (one.done_at ? 'Done' : 'Open')} />
            )}
            {typeof record.lead_id === 'string' && <Related title="Lead" list={lead} of={record} hint={() => 'Lead'} />}
          </>
        )}
      </div>
      <HintBar hints={[]} />
    </>
  )
}
