import { useRouterState } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { sentenceOf } from '../../api/problem.ts'
import { flatten, useList, useRecord } from '../../api/records.ts'
import type { Rec } from '../../api/types.ts'
import { useKeys } from '../../keys/keys.ts'
import { HintBar } from '../../shell/HintBar.tsx'
import { needsALook } from '../../shell/places.ts'
import { TopBar } from '../../shell/TopBar.tsx'
import { useGo } from '../../ui/A.tsx'
import { Empty, Failed, SkeletonRows } from '../../ui/states.tsx'
import { When } from '../../ui/When.tsx'
import { InboundTabs } from '../InboundTabs.tsx'
import { InboundDetail } from './InboundDetail.tsx'

const query = { filter: needsALook, sort: [{ field: 'received_at', direction: 'desc' as const }] }

/** What came in and could not be decided: the queue at the left, one of it at the right with what can be done (B13). */
export function NeedsALookPage() {
  const go = useGo()
  const wanted = useRouterState({ select: state => (state.location.search as Record<string, string>).at })
  const { data, isPending, isError, error, refetch, hasNextPage, fetchNextPage } = useList('inbound', query)
  const rows = useMemo(() => flatten(data).rows, [data])
  const at = rows.findIndex(row => row.id === wanted)
  // A decision that was opened from the list of all need not be in the queue.
  const single = useRecord('inbound', wanted && at < 0 ? wanted : null)
  const current = rows[at] ?? (wanted && !single.isError ? single.data?.record : rows[0])
  const show = (id: string) => go(`/needs-a-look?at=${id}`, { replace: true })
  const step = (by: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, (current ? rows.indexOf(current) : -1) + by))]
    if (next) show(next.id)
  }
  useKeys({ j: () => step(1), k: () => step(-1), down: () => step(1), up: () => step(-1) })
  const list = useRef<HTMLDivElement>(null)
  const currentId = current?.id
  useEffect(() => {
    list.current?.querySelector(`[data-id="${currentId}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [currentId])
  const afterDecision = () => {
    const index = current ? rows.indexOf(current) : -1
    const next = rows[index + 1] ?? rows[index - 1]
    go(next ? `/needs-a-look?at=${next.id}` : '/needs-a-look', { replace: true })
  }
  return (
    <>
      <TopBar title="Needs a look">
        <InboundTabs here="/needs-a-look" className="hide-s" />
      </TopBar>
      <InboundTabs here="/needs-a-look" className="wide-s only-s" />
      <div className={wanted ? 'look open' : 'look'}>
        <nav className="convs" aria-label="Waiting" ref={list}>
          {isPending && <SkeletonRows rows={6} />}
          {isError && rows.length === 0 && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
          {data && rows.length === 0 && (
            <Empty title="Nothing needs a look">Mails and forms that could not be decided about wait here with the reason.</Empty>
          )}
          {rows.map(row => (
            <QueueItem key={row.id} row={row} on={row.id === current?.id} onShow={() => show(row.id)} />
          ))}
          {hasNextPage && (
            <button type="button" className="btn quiet" onClick={() => void fetchNextPage()}>
              Show more
            </button>
          )}
        </nav>
        {current ? (
          <InboundDetail
            key={current.id}
            inbound={current}
            onDecided={afterDecision}
            onBack={() => go('/needs-a-look', { replace: true })}
          />
        ) : (
          <div />
        )}
      </div>
      <HintBar
        hints={[
          ['j k', 'move'],
          ['l', 'make a lead'],
          ['f', 'file'],
          ['i', 'ignore'],
          ['!', 'spam'],
          ['r', 'try again'],
        ]}
      />
    </>
  )
}

function QueueItem({ row, on, onShow }: { row: Rec; on: boolean; onShow: () => void }) {
  return (
    <button type="button" className={on ? 'conv on' : 'conv'} data-id={row.id} aria-current={on || undefined} onClick={onShow}>
      <span className="h">
        <b>{String(row.sender ?? 'Unknown sender')}</b>
        <When at={String(row.received_at)} />
      </span>
      <span className="s cut">{String(row.subject ?? 'Without a subject')}</span>
      <span className="p">{String(row.reason ?? row.error ?? '')}</span>
    </button>
  )
}
