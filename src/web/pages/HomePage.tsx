import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { QuickTask } from '../../modules/tasks/web/QuickTask.tsx'
import { get } from '../api/client.ts'
import { hasObject, useMeta } from '../api/meta.ts'
import { sentenceOf } from '../api/problem.ts'
import { useCount } from '../api/records.ts'
import type { Filter } from '../api/types.ts'
import { formatCount } from '../format/numbers.ts'
import { firstName } from '../format/people.ts'
import { useKeys } from '../keys/keys.ts'
import { HintBar } from '../shell/HintBar.tsx'
import { needsALook } from '../shell/places.ts'
import { TopBar } from '../shell/TopBar.tsx'
import { A } from '../ui/A.tsx'
import { Icon } from '../ui/Icon.tsx'
import { ScrollRegion } from '../ui/ScrollRegion.tsx'
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { groups, type HomeItem, type HomeKind } from './home/home_items.ts'
import { WorkList } from './home/WorkList.tsx'

const nobodys: Filter = {
  and: [
    { field: 'owner_id', op: 'empty' },
    { field: 'status', op: 'is', value: 'new' },
  ],
}

/** Exactly what needs me now, in order, each with what answers it. */
export function HomePage() {
  const meta = useMeta()
  const quick = useRef<HTMLInputElement>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['few', 'home'],
    queryFn: ({ signal }) => get<{ data: HomeItem[]; more: HomeKind[] }>('/home', signal),
    refetchInterval: 60_000,
  })
  const mayAdd = meta.objects.some(one => one.name === 'task' && one.can.create !== 'none')
  useKeys(mayAdd ? { t: () => quick.current?.focus() } : {})
  const needing = data?.data.filter(item => item.kind !== 'claim').length ?? 0
  return (
    <>
      <TopBar title="Home" />
      <ScrollRegion className="page" label="Home">
        <div className="home-now">
          <h2 className="home-hello">Hello {firstName(meta.me.name)}</h2>
          <FirstSteps />
          <section className="card" aria-label="What needs you now">
            {mayAdd && <QuickTask inputRef={quick} />}
            {error && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
            {!data && !error && <SkeletonRows rows={6} />}
            {data && needing === 0 && (
              <Empty title="Nothing needs you now">First replies, tasks of today, next steps and renewals appear here when they do.</Empty>
            )}
            {data && <WorkList items={data.data} />}
            {data && data.more.length > 0 && (
              <p className="meta pad">
                There are more:{' '}
                {data.more.map((kind, n) => (
                  <span key={kind}>
                    {n > 0 && ', '}
                    <A className="link" href={groups[kind].list ?? '/leads'}>
                      {groups[kind].title.toLowerCase()}
                    </A>
                  </span>
                ))}
              </p>
            )}
          </section>
          <Waiting />
        </div>
      </ScrollRegion>
      <HintBar
        hints={[
          ['j k', 'move'],
          ['enter', 'open'],
          ['d', 'done'],
          ['z', 'later'],
          ['t', 'new task'],
        ]}
      />
    </>
  )
}

/** What waits for anyone: in one quiet line each, and only when there is something. */
function Waiting() {
  const meta = useMeta()
  const look = useCount('inbound', needsALook, { enabled: hasObject(meta, 'inbound') }).data
  const free = useCount('lead', nobodys, { enabled: hasObject(meta, 'lead') }).data
  const lines = [
    { href: '/needs-a-look', icon: 'look', words: look?.value === 1 ? 'came in and needs a look' : 'came in and need a look', count: look },
    {
      href: `/leads?${new URLSearchParams({ view: 'all', f: JSON.stringify(nobodys) })}`,
      icon: 'pool',
      words: free?.value === 1 ? 'new lead that nobody owns' : 'new leads that nobody owns',
      count: free,
    },
  ] as const
  const waiting = lines.filter(line => line.count && line.count.value > 0)
  if (waiting.length === 0) return null
  return (
    <section className="card" aria-label="Waiting for anyone">
      {waiting.map(({ href, icon, words, count }) => (
        <A key={href} className="home-line" href={href}>
          <Icon name={icon} />
          <span className="grow">
            <b>{count && formatCount(count)}</b> {words}
          </span>
        </A>
      ))}
    </section>
  )
}
