import { useRef } from 'react'
import { QuickTask } from '../../modules/tasks/web/QuickTask.tsx'
import { useFew } from '../api/records.ts'
import type { Rec, Refs } from '../api/types.ts'
import { useKeys } from '../keys/keys.ts'
import { HintBar } from '../shell/HintBar.tsx'
import { tasksDue } from '../shell/places.ts'
import { TopBar } from '../shell/TopBar.tsx'
import { A, useGo } from '../ui/A.tsx'
import { ScrollRegion } from '../ui/ScrollRegion.tsx'
import { Empty, SkeletonRows } from '../ui/states.tsx'
import type { HomeItem } from './home/home_items.ts'
import { WorkList } from './home/WorkList.tsx'

function itemOf(task: Rec, refs: Refs): HomeItem {
  const on = task.record as { object?: string; id?: string } | null | undefined
  const due = typeof task.due_at === 'string' ? task.due_at : null
  return {
    id: `task:${task.id}`,
    kind: 'task',
    object: on?.object ?? 'task',
    record_id: on?.id ?? task.id,
    title: String(task.subject),
    about: on?.object && on.id ? (refs[on.object]?.[on.id] ?? null) : null,
    at: due,
    late: due !== null && new Date(due).getTime() < Date.now(),
    task_id: task.id,
    notification_ids: [],
    phone: null,
    version: task.version ?? null,
  }
}

/** My tasks of today, one after the other, without touching the mouse (F4). */
export function TaskQueuePage() {
  const go = useGo()
  const quick = useRef<HTMLInputElement>(null)
  const { data } = useFew('task', { filter: tasksDue, sort: [{ field: 'due_at', direction: 'asc' }], limit: 100 })
  const items = data?.data.filter(task => !task.done_at).map(task => itemOf(task, data.refs ?? {})) ?? []
  useKeys({ n: () => quick.current?.focus(), t: () => quick.current?.focus(), escape: () => go('/tasks') })
  return (
    <>
      <TopBar title="Today" parent={{ href: '/tasks', label: 'Tasks' }}>
        {data && <span className="meta">{items.length === 1 ? '1 left' : `${items.length} left`}</span>}
      </TopBar>
      <ScrollRegion className="page" label="Tasks of today">
        <section className="card home-now" aria-label="Tasks of today">
          <QuickTask inputRef={quick} />
          {!data && <SkeletonRows rows={6} />}
          {data && items.length === 0 && (
            <Empty
              title="Everything of today is done"
              action={
                <A className="btn" href="/tasks">
                  All tasks
                </A>
              }
            >
              Tasks that fall due today, or are late, stand here.
            </Empty>
          )}
          <WorkList items={items} plain />
        </section>
      </ScrollRegion>
      <HintBar
        hints={[
          ['j k', 'move'],
          ['d', 'done'],
          ['z', 'snooze'],
          ['enter', 'open'],
          ['n', 'new task'],
        ]}
      />
    </>
  )
}
