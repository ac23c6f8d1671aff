import { useMemo, useRef } from 'react'
import { mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { flatten, useList } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { plural } from '../../../web/format/numbers.ts'
import { useKeys } from '../../../web/keys/keys.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { inPool } from '../../../web/shell/places.ts'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { A, useGo } from '../../../web/ui/A.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import { Score } from '../../../web/ui/marks.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/ui/states.tsx'
import { When } from '../../../web/ui/When.tsx'
import { claim } from './own.ts'

const fields = [
  'name',
  'company',
  'score',
  'source',
  'pooled_at',
  'pooled_from_id',
  'assignment_reason',
  'created_at',
  'owner_id',
  'country',
]

/** Leads that anyone may claim, the most promising first: who had each, since when and why it is here (C7, C8). */
export function PoolPage() {
  const object = useObject('lead')
  const meta = useMeta()
  const go = useGo()
  const list = useRef<HTMLUListElement>(null)
  const query = useMemo(() => ({ filter: inPool, sort: [{ field: 'score', direction: 'desc' as const }], fields }), [])
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useList('lead', query)
  const { rows, count } = useMemo(() => flatten(data), [data])
  const items = () => [...(list.current?.children ?? [])].filter((row): row is HTMLElement => row instanceof HTMLElement)
  const cursor = () => items().findIndex(row => row.contains(document.activeElement))
  const focus = (index: number) => items()[Math.max(0, Math.min(index, rows.length - 1))]?.focus()
  const take = (lead: Rec | undefined) => lead && mayUpdateThis(meta, object, lead) && void claim(lead)
  useKeys({
    j: () => focus(cursor() + 1),
    k: () => focus(cursor() < 0 ? 0 : cursor() - 1),
    enter: () => {
      const lead = rows[cursor()]
      if (lead) go(`/leads/${lead.id}`)
    },
    c: () => take(rows[Math.max(0, cursor())]),
  })
  return (
    <>
      <TopBar title="Pool">{count && count.value > 0 && <span className="meta">{plural(count.value, object.label)} to claim</span>}</TopBar>
      <div className="scroll page pool-page">
        {error && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
        {!data && !error && <SkeletonRows rows={8} />}
        {data && rows.length === 0 && (
          <Empty
            title="The pool is empty"
            action={
              <A className="btn" href="/reports/pool">
                What went through it
              </A>
            }
          >
            Leads that nobody works on come here by themselves, and anyone may claim them.
          </Empty>
        )}
        {rows.length > 0 && (
          <ul className="pool-rows" aria-label="Leads to claim" ref={list}>
            {rows.map(lead => (
              <PoolRow key={lead.id} lead={lead} may={mayUpdateThis(meta, object, lead)} onClaim={() => take(lead)} />
            ))}
          </ul>
        )}
        {hasNextPage && (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        )}
      </div>
      <HintBar
        hints={[
          ['j k', 'move'],
          ['c', 'claim'],
          ['enter', 'open'],
        ]}
      >
        <A className="hide-s" href="/reports/pool">
          What went through it
        </A>
      </HintBar>
    </>
  )
}

function PoolRow({ lead, may, onClaim }: { lead: Rec; may: boolean; onClaim: () => void }) {
  const object = useObject('lead')
  const { users, settings } = useMeta()
  const from = users.find(user => user.id === lead.pooled_from_id)?.name
  const since = lead.pooled_at ?? lead.created_at
  const source = object.fields.source && optionLabel(object.fields.source, String(lead.source))
  return (
    <li tabIndex={-1}>
      <Score value={Number(lead.score ?? 0)} max={settings.score_max ?? 70} />
      <div className="who">
        <A className="strong cut" href={`/leads/${lead.id}`}>
          {String(lead.name)}
        </A>
        <span className="meta cut">{[lead.company, source, lead.country].filter(Boolean).map(String).join(', ')}</span>
      </div>
      <div className="why">
        <span className="t2 cut" title={String(lead.assignment_reason ?? '')}>
          {String(lead.assignment_reason ?? 'Nobody has had it yet.')}
        </span>
        <span className="meta">
          {from && `Was with ${from} · `}
          {typeof since === 'string' && <When at={since} />}
        </span>
      </div>
      <Button keys="c" disabled={!may} title={may ? undefined : 'Your role may not work on leads.'} onClick={onClaim}>
        Claim
      </Button>
    </li>
  )
}
