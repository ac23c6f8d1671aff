import { hasObject, useMeta } from '../api/meta.ts'
import { useCount } from '../api/records.ts'
import { formatCount } from '../format/numbers.ts'
import { needsALook } from '../shell/places.ts'
import { A } from '../ui/A.tsx'

const tabs = [
  { href: '/needs-a-look', label: 'Waiting', object: 'inbound' },
  { href: '/inbound', label: 'Every decision', object: 'inbound' },
  { href: '/outbox', label: 'Outbox', object: 'mail' },
]

/** The three sides of what comes in and goes out by itself. */
export function InboundTabs({ here, className = '' }: { here: string; className?: string }) {
  const meta = useMeta()
  const { data } = useCount('inbound', needsALook)
  return (
    <nav className={`tabs ${className}`} aria-label="Inbound and outbox">
      {tabs
        .filter(({ object }) => hasObject(meta, object))
        .map(({ href, label }) => (
          <A key={href} href={href} className={href === here ? 'on' : ''} aria-current={href === here ? 'page' : undefined}>
            {label}
            {href === '/needs-a-look' && data && <span>{formatCount(data)}</span>}
          </A>
        ))}
    </nav>
  )
}
