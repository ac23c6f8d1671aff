import { useEffect, useRef, useState } from 'react'
import { claim } from '../../../modules/leads/web/own.ts'
import { completeTask, DayDialog, type TaskRef, useTaskSteps } from '../../../modules/tasks/web/task_steps.tsx'
import { patch } from '../../api/client.ts'
import { useMeta } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { queryClient } from '../../api/query_client.ts'
import { refreshLists } from '../../api/records.ts'
import type { Meta } from '../../api/types.ts'
import { lengthOf } from '../../format/dates.ts'
import { useNow } from '../../format/now.ts'
import { useKeys } from '../../keys/keys.ts'
import { A, useGo } from '../../ui/A.tsx'
import { Button } from '../../ui/Button.tsx'
import { FormDialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Checkbox, FormField, TextInput } from '../../ui/inputs.tsx'
import { showError, toast } from '../../ui/toasts.ts'
import { Day, When } from '../../ui/When.tsx'
import { groups, type HomeItem, pathOf, tell } from './home_items.ts'

interface Step {
  keys: string
  label: string
  run: () => void
}

const dated = new Set(['next_step', 'close_date', 'renewal'])
const taskOf = (item: HomeItem): TaskRef => ({
  id: item.task_id ?? '',
  subject: item.title,
  on: item.object !== 'task' && item.record_id ? { object: item.object, id: item.record_id } : undefined,
})

/** What one line can be answered with, the most likely first; all by keys too. */
function useSteps() {
  const meta = useMeta()
  const go = useGo()
  const task = useTaskSteps()
  const [moving, setMoving] = useState<HomeItem | null>(null)
  const [keeping, setKeeping] = useState<HomeItem | null>(null)
  const moveDay = async (item: HomeItem, day: string) => {
    const field = item.kind === 'next_step' ? 'next_step_date' : 'close_date'
    try {
      await patch(`/opportunities/${item.record_id}`, { [field]: day })
      toast(`${item.title}: ${item.kind === 'next_step' ? 'next step' : 'closes'} on ${day}`)
    } catch (error) {
      showError(sentenceOf(error))
    }
    refreshLists('home', 200)
    refreshLists('opportunity', 500)
  }
  const stepsOf = (item: HomeItem): Step[] => {
    const write = (kind: string, keys: string, label: string): Step => ({ keys, label, run: () => go(`${pathOf(item)}#${kind}`) })
    switch (item.kind) {
      case 'task':
        return [
          { keys: 'd', label: 'Done', run: () => task.complete(taskOf(item)) },
          { keys: 'z', label: 'Snooze', run: () => task.snooze(taskOf(item)) },
        ]
      case 'first_reply':
      case 'new_lead':
        return [write('mail', 'r', 'Answer'), write('call', 'c', 'Call')]
      case 'pool':
        return [{ keys: 'd', label: 'Keep', run: () => setKeeping(item) }, write('mail', 'r', 'Answer')]
      case 'next_step':
        return [write('call', 'c', 'Call'), { keys: 'z', label: 'Move', run: () => setMoving(item) }]
      case 'close_date':
        return [{ keys: 'z', label: 'New date', run: () => setMoving(item) }]
      case 'renewal':
        return [write('mail', 'r', 'Write'), write('call', 'c', 'Call')]
      case 'mention':
        return [{ keys: 'd', label: 'Read', run: () => void read(item) }]
      case 'claim':
        return mayClaim(meta) ? [{ keys: 'd', label: 'Claim', run: () => void claim({ id: item.record_id ?? '', name: item.title }) }] : []
    }
  }
  const dialog = (
    <>
      {task.dialog}
      {keeping && <KeepDialog item={keeping} onClose={() => setKeeping(null)} />}
      {moving && (
        <DayDialog
          title={moving.title}
          label={moving.kind === 'next_step' ? 'Next step on' : 'Closes on'}
          submit="Move"
          onPick={day => void moveDay(moving, day)}
          onClose={() => setMoving(null)}
        />
      )}
    </>
  )
  return { stepsOf, dialog }
}

/** Keeping a lead out of the pool says why (C7). */
function KeepDialog({ item, onClose }: { item: HomeItem; onClose: () => void }) {
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={`Keep ${item.title}`}
      submit="Keep"
      onClose={onClose}
      disabled={reason.trim() === ''}
      onSubmit={async () => {
        if (!(await tell(`/leads/${item.record_id}/keep`, { reason: reason.trim() }))) return
        toast(`${item.title} stays yours`)
        onClose()
      }}
    >
      <FormField label="Why" required help="It stands on the timeline, and the lead stays yours.">
        {ids => <TextInput {...ids} data-autofocus value={reason} onChange={event => setReason(event.target.value)} />}
      </FormField>
    </FormDialog>
  )
}

const mayClaim = (meta: Meta): boolean => meta.objects.some(one => one.name === 'lead' && one.can.update !== 'none')

async function read(item: HomeItem): Promise<void> {
  await tell('/notifications/read', { ids: item.notification_ids })
  await queryClient.invalidateQueries({ queryKey: ['notifications'] })
}

interface WorkListProps {
  items: readonly HomeItem[]
  /** Without headings, where all are of one kind. */
  plain?: boolean
}

/** Things to do, one under the other: J and K move, Enter opens, the keys on the buttons answer. */
export function WorkList({ items, plain }: WorkListProps) {
  const go = useGo()
  const { stepsOf, dialog } = useSteps()
  const [at, setAt] = useState<string | null>(null)
  // What was at the cursor is gone: the one that took its place is next.
  const place = useRef(0)
  const found = items.findIndex(item => item.id === at)
  const index = found >= 0 ? found : Math.min(place.current, items.length - 1)
  const current = items[index]
  const list = useRef<HTMLDivElement>(null)
  const moved = useRef(false)
  useEffect(() => {
    if (found >= 0) place.current = found
  }, [found])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row is looked for when the cursor moves
  useEffect(() => {
    if (moved.current) list.current?.querySelector('.at')?.scrollIntoView({ block: 'nearest' })
  }, [index])
  const move = (by: number) => {
    moved.current = true
    const next = items[Math.min(items.length - 1, Math.max(0, index + by))]
    if (next) setAt(next.id)
  }
  const open = (item: HomeItem) => {
    if (item.kind === 'mention') void read(item)
    go(pathOf(item))
  }
  const steps = current ? stepsOf(current) : []
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    down: () => move(1),
    up: () => move(-1),
    ...(current
      ? { enter: () => open(current), o: () => open(current), ...Object.fromEntries(steps.map(one => [one.keys, one.run])) }
      : {}),
  })
  return (
    <div ref={list} className="work-list">
      {items.map((item, n) => {
        const before = items[n - 1]
        return (
          <div key={item.id}>
            {!plain && before?.kind !== item.kind && <h3 className="work-h">{groups[item.kind].title}</h3>}
            <Line item={item} at={n === index} steps={stepsOf(item)} onPoint={() => setAt(item.id)} onOpen={() => open(item)} />
          </div>
        )
      })}
      {dialog}
    </div>
  )
}

interface LineProps {
  item: HomeItem
  at: boolean
  steps: readonly Step[]
  onPoint: () => void
  onOpen: () => void
}

function Line({ item, at, steps, onPoint, onOpen }: LineProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only marks the line that the keys act on
    <div className={at ? 'work-line at' : 'work-line'} aria-current={at || undefined} onPointerDown={onPoint} onFocus={onPoint}>
      {item.kind === 'task' ? (
        <Checkbox checked={false} label={`Done: ${item.title}`} onChange={() => void completeTask(taskOf(item))} />
      ) : (
        <Icon name={groups[item.kind].icon} />
      )}
      <A
        className="grow what"
        href={pathOf(item)}
        onClick={event => {
          if (event.metaKey || event.ctrlKey) return
          event.preventDefault()
          onOpen()
        }}
      >
        <b className="cut">{item.title}</b>
        {item.about && <span className="t2 cut">{item.about}</span>}
      </A>
      <Due item={item} />
      <span className="steps">
        {steps.map(one => (
          <Button key={one.keys} small look="quiet" onClick={one.run} {...(at ? { keys: one.keys } : {})}>
            {one.label}
          </Button>
        ))}
      </span>
    </div>
  )
}

/** How long is left, how late it is, or since when it waits. */
function Due({ item }: { item: HomeItem }) {
  const now = useNow()
  if (!item.at) return <span className="due" />
  if (item.kind === 'first_reply' || item.kind === 'pool') {
    const gap = new Date(item.at).getTime() - now.getTime()
    return (
      <span className={gap < 0 ? 'due bad' : 'due warn'}>
        <Icon name="clock" small />
        {gap < 0 ? `${lengthOf(-gap)} late` : `${lengthOf(gap)} left`}
      </span>
    )
  }
  return (
    <span className={item.late ? 'due bad' : 'due'}>
      {dated.has(item.kind) ? <Day date={item.at} /> : <When at={item.at} />}
      {item.late && <span className="sr"> late</span>}
    </span>
  )
}
