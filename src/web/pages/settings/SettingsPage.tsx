import './settings_pages.css'
import { Navigate, useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useMeta } from '../../api/meta.ts'
import { HintBar } from '../../shell/HintBar.tsx'
import { TopBar } from '../../shell/TopBar.tsx'
import { A } from '../../ui/A.tsx'
import { capOf } from '../../ui/Kbd.tsx'
import { Empty, SkeletonRows } from '../../ui/states.tsx'
import { useSmall } from '../../ui/use_media.ts'
import { elsewhere, type SettingsEntry, settingsPages } from './settings_routes.tsx'

/** Settings: the menu, the page chosen from it, and what it can be tried with at the right. */
export function SettingsPage() {
  const { page } = useParams({ strict: false })
  const { me } = useMeta()
  const small = useSmall()
  const all = me.rights.settings === true
  const entries = settingsPages.filter(entry => entry.own || all)
  if (page !== undefined) return <Opened page={page} entries={entries} all={all} />
  if (!small) return <Navigate to="/settings/$page" params={{ page: all ? 'territories' : 'you' }} replace />
  return (
    <>
      <TopBar title="Settings" />
      <div className="settings-index">
        <SettingsMenu entries={entries} current={null} all={all} />
      </div>
    </>
  )
}

function Opened({ page, entries, all }: { page: string; entries: readonly SettingsEntry[]; all: boolean }) {
  const entry = settingsPages.find(one => one.path === page)
  const allowed = entry && entries.includes(entry)
  return (
    <>
      <TopBar title={entry?.title ?? 'Settings'} parent={{ href: '/settings', label: 'Settings' }} />
      <div className="set settings">
        <SettingsMenu entries={entries} current={page} all={all} />
        {allowed ? (
          <Suspense
            key={entry.path}
            fallback={
              <section className="pane">
                <SkeletonRows rows={6} />
              </section>
            }
          >
            <entry.Page />
          </Suspense>
        ) : (
          <section className="pane">
            <Empty title={entry ? 'Your role may not change this' : 'There is no such page of Settings'}>
              {entry ? 'Ask an admin if you need to.' : 'Choose one from the menu.'}
            </Empty>
          </section>
        )}
      </div>
      <HintBar hints={entry?.hints ?? []}>
        {entry?.note && (
          <span>
            {entry.note} Undo with {capOf('mod+z')}
          </span>
        )}
      </HintBar>
    </>
  )
}

function SettingsMenu({ entries, current, all }: { entries: readonly SettingsEntry[]; current: string | null; all: boolean }) {
  const links = [
    ...entries.map(({ path, group, title }) => ({ href: `/settings/${path}`, group, title, on: path === current })),
    ...(all ? elsewhere.map(link => ({ ...link, on: false })) : []),
  ]
  const groups = [...new Set(links.map(link => link.group))]
  return (
    <nav className="fold" aria-label="Settings">
      {groups.map(group => (
        <div key={group}>
          <h2>{group}</h2>
          {links
            .filter(link => link.group === group)
            .map(({ href, title, on }) => (
              <A key={href} href={href} className={on ? 'on' : ''} aria-current={on ? 'page' : undefined}>
                {title}
              </A>
            ))}
        </div>
      ))}
    </nav>
  )
}
