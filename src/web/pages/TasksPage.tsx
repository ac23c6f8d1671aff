import { NewTaskDialog } from '../../modules/tasks/web/NewTaskDialog.tsx'
import { tickTask } from '../../modules/tasks/web/task_steps.tsx'
import { recordPath } from '../api/paths.ts'
import type { Rec } from '../api/types.ts'
import { useKeys } from '../keys/keys.ts'
import type { ColumnSlots } from '../object/list/columns.tsx'
import { ObjectList } from '../object/list/ObjectList.tsx'
import { A, useGo } from '../ui/A.tsx'
import { Checkbox } from '../ui/inputs.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { When } from '../ui/When.tsx'

function Due({ task }: { task: Rec }) {
  const due = task.due_at
  if (typeof due !== 'string') return null
  const late = !task.done_at && new Date(due).getTime() < Date.now()
  return (
    <span className={late ? 'bad' : ''}>
      <When at={due} />
      {late && <span className="sr"> late</span>}
    </span>
  )
}

const columns: ColumnSlots = {
  subject: { width: 320, card: 'name' },
  due_at: { width: 100, card: 'sla', needs: ['done_at'], render: task => <Due task={task} /> },
  priority: { width: 84 },
  record: { width: 180, card: 'co' },
  owner_id: { width: 110, card: 'own' },
  done_at: {
    label: 'Done',
    width: 60,
    card: 'st',
    render: task => (
      <Checkbox checked={Boolean(task.done_at)} label={`Done: ${String(task.subject)}`} onChange={() => void tickTask(task)} />
    ),
  },
}

/** A task opens the record that it is on. */
const hrefOf = (task: Rec): string => {
  const on = task.record as { object?: string; id?: string } | null | undefined
  return (on?.object && on.id && recordPath(on.object, on.id)) || `/tasks?at=${task.id}`
}

export function TasksPage() {
  const go = useGo()
  useKeys({ q: () => go('/tasks/queue') })
  return (
    <ObjectList
      object="task"
      path="/tasks"
      columns={columns}
      href={hrefOf}
      purpose="What is to be done, on any record or on none, and when."
      create={close => <NewTaskDialog onClose={close} />}
      barEnd={
        <A className="btn quiet" href="/tasks/queue">
          Work through today <Kbd>q</Kbd>
        </A>
      }
    />
  )
}
