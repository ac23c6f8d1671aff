import { useState } from 'react'
import { hasObject, useMeta } from '../api/meta.ts'
import { A } from '../ui/A.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { dailyPlaces, type Place, recoveryPlaces, settingsPlace } from './places.ts'
import { usePlaceCounts } from './Rail.tsx'
import { signOut } from './UserMenu.tsx'

/** On phones: four places and the rest. */
export function TabBar({ place }: { place: string }) {
  const meta = useMeta()
  const counts = usePlaceCounts()
  const [more, setMore] = useState(false)
  const daily = dailyPlaces(meta)
  const wanted = ['/', '/leads', '/tasks', hasObject(meta, 'inbound') ? '/needs-a-look' : '/contacts']
  const tabs = wanted.map(href => daily.find(it => it.href === href)).filter(it => it !== undefined)
  const rest = [...daily.filter(it => !tabs.includes(it)), ...recoveryPlaces, settingsPlace]
  const inTabs = tabs.some(it => it.href === place)
  const entry = (it: Place) => (
    <A
      key={it.href}
      href={it.href}
      className={it.href === place ? 'on' : ''}
      aria-current={it.href === place ? 'page' : undefined}
      onClick={() => setMore(false)}
    >
      <Icon name={it.icon} />
      {it.label}
      {counts[it.href] && <span className={counts[it.href]?.hot ? 'n hot' : 'n'} />}
    </A>
  )
  return (
    <>
      <nav className="tabbar" aria-label="Main, small screens">
        {tabs.map(entry)}
        <button type="button" className={inTabs ? '' : 'on'} aria-haspopup="dialog" onClick={() => setMore(true)}>
          <Icon name="menu" />
          More
        </button>
      </nav>
      {more && (
        <Dialog title={meta.workspace.name} onClose={() => setMore(false)}>
          <div className="more-places">
            {rest.map(entry)}
            <button type="button" onClick={() => void signOut()}>
              <Icon name="out" />
              Sign out
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
