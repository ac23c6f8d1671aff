import { useState } from 'react'
import { mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import { recordPath } from '../../../web/api/paths.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { flatten, useFew, useList } from '../../../web/api/records.ts'
import type { Filter, Rec } from '../../../web/api/types.ts'
import { dayAndTime } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { A } from '../../../web/ui/A.tsx'
import { Avatar } from '../../../web/ui/Avatar.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import { Tag } from '../../../web/ui/marks.tsx'
import { ScrollRegion } from '../../../web/ui/ScrollRegion.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/ui/states.tsx'
import { useTimeZone, When } from '../../../web/ui/When.tsx'
import { type EnrollmentRec, resumeEnrollment, type SequenceRec, stopEnrollment } from './sequences.ts'

const sides: { label: string; states: string[] | null }[] = [
  { label: 'All', states: null },
  { label: 'In it now', states: ['active'] },
  { label: 'Needs a look', states: ['held', 'failed'] },
  { label: 'Stopped', states: ['stopped'] },
  { label: 'Finished', states: ['finished'] },
]
const words = { active: 'Active', held: 'Needs a look', finished: 'Finished', stopped: 'Stopped', failed: 'Failed' }
const tones = { active: 'green', held: 'warn', failed: 'bad' } as const

/** Who is and was in a sequence, newest first. */
export function People({ sequence }: { sequence: SequenceRec }) {
  const [side, setSide] = useState('All')
  const states = sides.find(one => one.label === side)?.states ?? null
  const mine: Filter = { field: 'sequence_id', op: 'is', value: sequence.id }
  const filter: Filter = states ? { and: [mine, { field: 'state', op: 'in', value: states }] } : mine
  const list = useList('enrollment', { filter, sort: [{ field: 'created_at', direction: 'desc' }] }, { pageSize: 50 })
  const { rows } = flatten(list.data)
  const owners = useOwners(rows)
  return (
    <>
      <div className="bar seq-sides" role="toolbar" aria-label="Show">
        {sides.map(({ label }) => (
          <button
            key={label}
            type="button"
            className={label === side ? 'chip on' : 'chip'}
            aria-pressed={label === side}
            onClick={() => setSide(label)}
          >
            {label}
          </button>
        ))}
      </div>
      <ScrollRegion label="Who is in it" className="page narrow">
        {list.isPending && <SkeletonRows />}
        {list.error && rows.length === 0 && <Failed sentence={sentenceOf(list.error)} retry={() => void list.refetch()} />}
        {list.data && rows.length === 0 && (
          <Empty title={states ? 'Nobody here' : 'Nobody has been enrolled yet'}>
            Enrol people from a lead or contact, or many at once from their lists.
          </Empty>
        )}
        <ul className="seq-people" aria-label="Enrolments">
          {(rows as EnrollmentRec[]).map(enrollment => (
            <PersonLine
              key={enrollment.id}
              enrollment={enrollment}
              total={sequence.steps.length}
              person={owners.get(String((enrollment.record as { id: string } | null)?.id))}
            />
          ))}
        </ul>
        {list.hasNextPage && (
          <Button look="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        )}
      </ScrollRegion>
      <HintBar hints={[]} />
    </>
  )
}

/** Whose these people are: a role that changes its own only is not offered what would be refused. */
function useOwners(rows: Rec[]): Map<string, Rec> {
  const idsOf = (object: string) =>
    rows.flatMap(row => {
      const on = row.record as { object: string; id: string } | null
      return on?.object === object ? [on.id] : []
    })
  const ask = (object: string) => ({
    filter: { field: 'id', op: 'in', value: idsOf(object) } as Filter,
    fields: ['name', 'owner_id'],
    limit: 200,
  })
  const leads = useFew('lead', ask('lead'), idsOf('lead').length > 0)
  const contacts = useFew('contact', ask('contact'), idsOf('contact').length > 0)
  return new Map([...(leads.data?.data ?? []), ...(contacts.data?.data ?? [])].map(one => [one.id, one]))
}

function PersonLine({ enrollment, total, person }: { enrollment: EnrollmentRec; total: number; person: Rec | undefined }) {
  const meta = useMeta()
  const now = useNow()
  const timeZone = useTimeZone()
  const on = enrollment.record as { object: string; id: string } | null
  const object = useObject(on?.object === 'contact' ? 'contact' : 'lead')
  const may = person !== undefined && mayUpdateThis(meta, object, person)
  const { state, next_at, note, sent } = enrollment
  const tone = state in tones ? tones[state as keyof typeof tones] : undefined
  return (
    <li>
      <Avatar id={on?.id ?? enrollment.id} name={enrollment.name} />
      <div className="grow">
        <A className="link strong" href={(on && recordPath(on.object, on.id)) ?? '#'}>
          {enrollment.name}
        </A>{' '}
        <Tag {...(tone ? { tone } : {})}>{words[state]}</Tag>
        <div className="meta">
          {sent} of {total} sent
          {state === 'active' && next_at && `, next ${dayAndTime(new Date(next_at), now, timeZone)}`}
          {state !== 'active' && note ? `. ${note}` : ''}
          {enrollment.replied_at ? (
            <>
              {' '}
              Replied <When at={String(enrollment.replied_at)} />.
            </>
          ) : null}
        </div>
      </div>
      {may && (state === 'active' || state === 'held') && (
        <Button small onClick={() => void stopEnrollment(enrollment, on)}>
          Stop
        </Button>
      )}
      {may && (state === 'held' || state === 'failed' || state === 'stopped') && sent < total && (
        <Button small look="quiet" onClick={() => void resumeEnrollment(enrollment, on)}>
          {state === 'held' ? 'Try again' : 'Go on'}
        </Button>
      )}
    </li>
  )
}
