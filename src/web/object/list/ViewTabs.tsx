import { useEffect, useRef } from 'react'
import { useCount } from '../../api/records.ts'
import type { MetaObject } from '../../api/types.ts'
import { formatCount } from '../../format/numbers.ts'
import { A } from '../../ui/A.tsx'
import type { ListView } from './views.ts'

interface ViewTabsProps {
  object: MetaObject
  views: ListView[]
  current: ListView
  dirty: boolean
  path: string
  /** Counts are asked for once the rows are there. */
  ready: boolean
  className: string
  /** What another view keeps of the address: that it is a board, and of which pipeline. */
  keep?: Record<string, string>
}

/** Saved views as tabs, each with how many it finds. */
export function ViewTabs({ object, views, current, dirty, path, ready, className, keep = {} }: ViewTabsProps) {
  const bar = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is another tab to be seen
  useEffect(() => {
    bar.current?.querySelector('.on')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current.id, ready])
  return (
    <nav className={`tabs ${className}`} aria-label="Views" ref={bar}>
      {views.map(view => {
        const on = view.id === current.id
        return (
          <A
            key={view.id}
            href={`${path}?${new URLSearchParams({ view: view.id, ...keep })}`}
            className={on ? 'on' : ''}
            aria-current={on ? 'page' : undefined}
          >
            {view.name}
            {on && dirty && <span className="dot" title="Changed, not saved" />}
            <ViewCount object={object} view={view} ready={ready} />
          </A>
        )
      })}
    </nav>
  )
}

function ViewCount({ object, view, ready }: { object: MetaObject; view: ListView; ready: boolean }) {
  const { data } = useCount(object.name, view.look.filter, { enabled: ready })
  return data ? <span>{formatCount(data)}</span> : null
}
