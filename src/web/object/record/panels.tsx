import type { ReactNode } from 'react'
import { tickTask } from '../../../modules/tasks/web/task_steps.tsx'
import { useMeta } from '../../api/meta.ts'
import { recordPath } from '../../api/paths.ts'
import type { Rec, Refs } from '../../api/types.ts'
import { A } from '../../ui/A.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Checkbox } from '../../ui/inputs.tsx'
import { When } from '../../ui/When.tsx'
import { type Beside, openTasks } from './beside.ts'
import { useBeside } from './use_page.ts'

/** A block of the right pane. */
export function Panel({
  title,
  aside,
  children,
  className,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={className ? `sec ${className}` : 'sec'} aria-label={title}>
      <h2>
        {title}
        {aside && <span className="r">{aside}</span>}
      </h2>
      {children}
    </section>
  )
}

interface RelatedProps {
  title: string
  list: Beside
  /** The record that they belong to. */
  of: Rec
  /** At the right of each. */
  hint?: (record: Rec, refs: Refs) => ReactNode
  subtitle?: (record: Rec, refs: Refs) => string
  organisation?: boolean
  except?: string
  empty?: string
  action?: ReactNode
}

/** Records that belong to this one. */
export function Related({ title, list, of: record, hint, subtitle, organisation, except, empty, action }: RelatedProps) {
  const meta = useMeta()
  const { object } = list
  const { data } = useBeside(list, record)
  const definition = meta.objects.find(one => one.name === object)
  const rows = (data?.data ?? []).filter(record => record.id !== except)
  if (!definition || (rows.length === 0 && !empty && !action)) return null
  return (
    <Panel title={title} aside={action ?? (rows.length > 0 ? rows.length : undefined)}>
      {rows.length === 0 && empty && <p className="meta">{empty}</p>}
      {rows.map(record => {
        const name = String(record[definition.title] ?? definition.label[0])
        const more = subtitle?.(record, data?.refs ?? {})
        return (
          <A key={record.id} className="mini" href={recordPath(object, record.id) ?? '#'}>
            <Avatar id={record.id} name={name} organisation={organisation ?? false} />
            <span className="cut grow">
              {name}
              {more && <span className="t3">, {more}</span>}
            </span>
            <span className="meta">{hint?.(record, data?.refs ?? {})}</span>
          </A>
        )
      })}
    </Panel>
  )
}

/** Open tasks on a record; ticking one does it. */
export function OpenTasks({ object, record }: { object: string; record: Rec }) {
  const { data } = useBeside(openTasks(object), record)
  const tasks = data?.data ?? []
  if (tasks.length === 0) return null
  return (
    <Panel title="Tasks" aside={tasks.length}>
      {tasks.map(task => (
        <div className="mini" key={task.id}>
          <Checkbox
            checked={Boolean(task.done_at)}
            label={`Done: ${String(task.subject)}`}
            onChange={() => void tickTask(task, { object, id: record.id })}
          />
          <span className="cut grow">{String(task.subject)}</span>
          {typeof task.due_at === 'string' && (
            <span className={new Date(task.due_at).getTime() < Date.now() ? 'meta bad' : 'meta'}>
              <When at={task.due_at} />
            </span>
          )}
        </div>
      ))}
    </Panel>
  )
}
