import { hasObject, useMeta } from '../api/meta.ts'
import { useCount } from '../api/records.ts'
import { formatCount } from '../format/numbers.ts'
import { A } from '../ui/A.tsx'
import { Icon, Mark } from '../ui/Icon.tsx'
import { Bell } from './Bell.tsx'
import { dailyPlaces, inPool, needsALook, type Place, recoveryPlaces, settingsPlace, tasksDue } from './places.ts'
import { useShell } from './shell_context.ts'
import { UserMenu } from './UserMenu.tsx'

/** Counts beside places of the rail: what is due and what waits for a decision. */
export function usePlaceCounts(): Record<string, { text: string; hot: boolean } | undefined> {
  const meta = useMeta()
  const tasks = useCount('task', tasksDue, { enabled: hasObject(meta, 'task') }).data
  const pool = useCount('lead', inPool, { enabled: hasObject(meta, 'lead') }).data
  const look = useCount('inbound', needsALook, { enabled: hasObject(meta, 'inbound') }).data
  return {
    '/tasks': tasks && tasks.value > 0 ? { text: formatCount(tasks), hot: true } : undefined,
    '/pool': pool && pool.value > 0 ? { text: formatCount(pool), hot: false } : undefined,
    '/needs-a-look': look && look.value > 0 ? { text: formatCount(look), hot: false } : undefined,
  }
}

export function Rail({ place, slim }: { place: string; slim: boolean }) {
  const meta = useMeta()
  const counts = usePlaceCounts()
  const { openKeys } = useShell()
  const entry = (it: Place, className = '') => {
    const count = counts[it.href]
    const on = it.href === place
    return (
      <A
        key={it.href}
        href={it.href}
        className={[className, on ? 'on' : ''].filter(Boolean).join(' ')}
        aria-current={on ? 'page' : undefined}
        {...(slim ? { title: it.label } : {})}
      >
        <Icon name={it.icon} />
        <span className="w">{it.label}</span>
        {count && (
          <span className={count.hot ? 'n hot' : 'n'}>
            {count.text}
            <span className="sr">{count.hot ? ' due' : ' waiting'}</span>
          </span>
        )}
      </A>
    )
  }
  return (
    <nav className="rail" aria-label="Main">
      <A className="ws" href="/" title={meta.workspace.name}>
        <Mark />
        <span className="w cut">{meta.workspace.name}</span>
      </A>
      {dailyPlaces(meta).map(it => entry(it))}
      <hr />
      {recoveryPlaces.map(it => entry(it))}
      <span className="end" />
      <Bell />
      {entry(settingsPlace)}
      <button type="button" onClick={openKeys} title={slim ? 'Keyboard shortcuts' : undefined}>
        <Icon name="help" />
        <span className="w">Help</span>
      </button>
      <UserMenu />
    </nav>
  )
}
