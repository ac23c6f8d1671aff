import type { ReactNode } from 'react'
import { LeadFirstReply, LeadStatusPill } from '../../modules/leads/web/lead_columns.tsx'
import { hasObject, useMeta } from '../api/meta.ts'
import { recordPath } from '../api/paths.ts'
import { useCount, useFew } from '../api/records.ts'
import type { Filter, Rec, SortKey } from '../api/types.ts'
import { formatCount } from '../format/numbers.ts'
import { firstName } from '../format/people.ts'
import { completeTask } from '../object/record/panels.tsx'
import { HintBar } from '../shell/HintBar.tsx'
import { needsALook, tasksDue } from '../shell/places.ts'
import { TopBar } from '../shell/TopBar.tsx'
import { A } from '../ui/A.tsx'
import { Avatar } from '../ui/Avatar.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Checkbox } from '../ui/inputs.tsx'
import { ScrollRegion } from '../ui/ScrollRegion.tsx'
import { When } from '../ui/When.tsx'
import { FirstSteps } from './FirstSteps.tsx'

const toAnswer: Filter = {
  and: [
    { field: 'owner_id', op: 'is', value: 'me' },
    { field: 'first_responded_at', op: 'empty' },
    { field: 'status', op: 'in', value: ['new', 'working'] },
  ],
}
const myNew: Filter = {
  and: [
    { field: 'owner_id', op: 'is', value: 'me' },
    { field: 'status', op: 'is', value: 'new' },
  ],
}
const nobodys: Filter = {
  and: [
    { field: 'owner_id', op: 'empty' },
    { field: 'status', op: 'is', value: 'new' },
  ],
}
/** The list of exactly these. */
const listOf = (path: string, filter: Filter, sort?: string): string =>
  `${path}?${new URLSearchParams({ view: 'all', f: JSON.stringify(filter), ...(sort ? { sort } : {}) })}`

const leadFields = [
  'name',
  'company',
  'status',
  'owner_id',
  'sla_due_at',
  'first_responded_at',
  'created_at',
  'assignment_reason',
  'version',
]

/** What waits for you: answers that are due, new leads, tasks, and what nobody could decide. */
export function HomePage() {
  const meta = useMeta()
  return (
    <>
      <TopBar title="Home" />
      <ScrollRegion className="page" label="Home">
        <h2 className="home-hello">Hello {firstName(meta.me.name)}</h2>
        <div className="home">
          <FirstSteps />
          {hasObject(meta, 'lead') && (
            <>
              <LeadBlock
                title="To answer"
                filter={toAnswer}
                sort={[{ field: 'sla_due_at', direction: 'asc' }]}
                href={listOf('/leads', toAnswer, 'sla_due_at')}
                nothing="Every lead of yours has had its first reply."
              />
              <LeadBlock
                title="My new leads"
                filter={myNew}
                sort={[{ field: 'created_at', direction: 'desc' }]}
                href={listOf('/leads', myNew)}
                nothing="New leads that become yours appear here, with the reason."
                reasons
              />
            </>
          )}
          {hasObject(meta, 'task') && <TaskBlock />}
          <WaitingBlock />
        </div>
      </ScrollRegion>
      <HintBar
        hints={[
          ['g l', 'leads'],
          ['g t', 'tasks'],
          ['mod+k', 'search'],
        ]}
      />
    </>
  )
}

function Block({ title, count, href, children }: { title: string; count?: string | undefined; href: string; children: ReactNode }) {
  return (
    <section className="card home-block" aria-label={title}>
      <header className="row">
        <h3>{title}</h3>
        {count && <span className="meta">{count}</span>}
        <span className="grow" />
        <A className="link" href={href}>
          See all
        </A>
      </header>
      {children}
    </section>
  )
}

interface LeadBlockProps {
  title: string
  filter: Filter
  sort: SortKey[]
  href: string
  nothing: string
  reasons?: boolean
}

function LeadBlock({ title, filter, sort, href, nothing, reasons }: LeadBlockProps) {
  const { data } = useFew('lead', { filter, sort, limit: 6, fields: leadFields })
  const count = useCount('lead', filter).data
  return (
    <Block title={title} href={href} count={count && formatCount(count)}>
      {data?.data.length === 0 && <p className="meta pad">{nothing}</p>}
      {data?.data.map(lead => (
        <LeadLine key={lead.id} lead={lead} reason={reasons ?? false} />
      ))}
    </Block>
  )
}

function LeadLine({ lead, reason }: { lead: Rec; reason: boolean }) {
  const name = String(lead.name)
  return (
    <A className="home-line" href={recordPath('lead', lead.id) ?? '/'}>
      <Avatar id={lead.id} name={name} size="l" />
      <span className="grow">
        <span className="row">
          <b className="cut">{name}</b>
          <span className="t2 cut">{String(lead.company ?? '')}</span>
        </span>
        {reason && typeof lead.assignment_reason === 'string' && <span className="meta cut block">{lead.assignment_reason}</span>}
      </span>
      {reason && <LeadStatusPill status={String(lead.status)} />}
      <LeadFirstReply lead={lead} />
    </A>
  )
}

function TaskBlock() {
  const { data } = useFew('task', { filter: tasksDue, sort: [{ field: 'due_at', direction: 'asc' }], limit: 8 })
  const count = useCount('task', tasksDue).data
  return (
    <Block title="Tasks due" href={listOf('/tasks', tasksDue, 'due_at')} count={count && formatCount(count)}>
      {data?.data.length === 0 && <p className="meta pad">Nothing is due today.</p>}
      {data?.data.map(task => {
        const on = task.record as { object?: string; id?: string } | null | undefined
        const path = on?.object && on.id ? recordPath(on.object, on.id) : null
        return (
          <div className="home-line" key={task.id}>
            <Checkbox checked={Boolean(task.done_at)} label={`Done: ${String(task.subject)}`} onChange={() => void completeTask(task)} />
            <A className="grow cut" href={path ?? '/tasks'}>
              {String(task.subject)}
              {on?.object && on.id && <span className="t3"> {data.refs?.[on.object]?.[on.id] ?? ''}</span>}
            </A>
            {typeof task.due_at === 'string' && (
              <span className={new Date(task.due_at).getTime() < Date.now() ? 'meta bad' : 'meta'}>
                <When at={task.due_at} />
              </span>
            )}
          </div>
        )
      })}
    </Block>
  )
}

function WaitingBlock() {
  const meta = useMeta()
  const look = useCount('inbound', needsALook, { enabled: hasObject(meta, 'inbound') }).data
  const free = useCount('lead', nobodys, { enabled: hasObject(meta, 'lead') }).data
  const line = (href: string, words: string, count: string | undefined, zero: string) => (
    <A className="home-line" href={href}>
      <Icon name={href.startsWith('/leads') ? 'pool' : 'look'} />
      <span className="grow">{count && count !== '0' ? words : zero}</span>
      {count && count !== '0' && <b>{count}</b>}
    </A>
  )
  return (
    <Block title="Waiting for anyone" href="/needs-a-look">
      {line('/needs-a-look', 'Came in and needs a look', look && formatCount(look), 'Nothing needs a look')}
      {line(listOf('/leads', nobodys), 'New leads that nobody owns', free && formatCount(free), 'Every new lead has an owner')}
    </Block>
  )
}
