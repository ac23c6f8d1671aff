import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../api/client.ts'
import { recordPath } from '../api/paths.ts'
import { sentenceOf } from '../api/problem.ts'
import { queryClient } from '../api/query_client.ts'
import { refreshLists } from '../api/records.ts'
import { A } from '../ui/A.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Pop } from '../ui/Pop.tsx'
import { Empty } from '../ui/states.tsx'
import { showError } from '../ui/toasts.ts'
import { When } from '../ui/When.tsx'

interface Notification {
  id: string
  kind: string
  text: string
  object: string | null
  record_id: string | null
  created_at: string
  read_at: string | null
}

async function markRead(ids?: string[]): Promise<void> {
  try {
    await post('/notifications/read', ids ? { ids } : {})
    refreshLists('home', 300)
    await queryClient.invalidateQueries({ queryKey: ['notifications'] })
  } catch (error) {
    showError(sentenceOf(error))
  }
}

/** What is about one record stands together, where its newest stands. */
function byRecord(all: readonly Notification[]): Notification[][] {
  return [...Map.groupBy(all, one => (one.record_id ? `${one.object} ${one.record_id}` : one.id)).values()]
}

/** What happened that concerns you, newest first. */
export function Bell() {
  const [open, setOpen] = useState(false)
  const { data } = useQuery({
    queryKey: ['notifications'],
    queryFn: ({ signal }) => get<{ data: Notification[]; unread: number }>('/notifications', signal),
    staleTime: 60_000,
  })
  const unread = data?.unread ?? 0
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      label="Notifications"
      width={360}
      target={
        <button type="button" onClick={() => setOpen(!open)} aria-haspopup="dialog" aria-expanded={open} title="Notifications">
          <Icon name="bell" />
          <span className="w" aria-hidden="true">
            Notifications
          </span>
          <span className="sr">Notifications</span>
          {unread > 0 && (
            <span className="n">
              {unread}
              <span className="sr"> unread</span>
            </span>
          )}
        </button>
      }
    >
      <div className="notifications">
        <header className="row">
          <h2 className="grow">Notifications</h2>
          {unread > 0 && (
            <Button look="quiet" small onClick={() => void markRead()}>
              Mark all read
            </Button>
          )}
          <A
            className="btn quiet sm sq"
            href="/settings/notifications"
            aria-label="Choose what you are told"
            onClick={() => setOpen(false)}
          >
            <Icon name="settings" />
          </A>
        </header>
        {data?.data.length === 0 && <Empty title="Nothing new">Leads that become yours and what is due shows up here.</Empty>}
        <ul>
          {byRecord(data?.data ?? []).map(group => (
            <Group key={group[0]?.id} group={group} onLeave={() => setOpen(false)} />
          ))}
        </ul>
      </div>
    </Pop>
  )
}

/** The newest about a record, and on demand the earlier ones. */
function Group({ group, onLeave }: { group: Notification[]; onLeave: () => void }) {
  const [open, setOpen] = useState(false)
  const [newest, ...earlier] = group
  if (!newest) return null
  const unread = group.filter(one => !one.read_at).map(one => one.id)
  const href = (newest.object && newest.record_id && recordPath(newest.object, newest.record_id)) || '/'
  return (
    <li className={unread.length > 0 ? 'unread' : ''}>
      <A
        href={href}
        onClick={() => {
          onLeave()
          if (unread.length > 0) void markRead(unread)
        }}
      >
        <span className="grow">{newest.text}</span>
        <span className="meta">
          <When at={newest.created_at} />
        </span>
      </A>
      {earlier.length > 0 && (
        <button type="button" className="link small earlier" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide earlier' : `${earlier.length} earlier about it`}
        </button>
      )}
      {open &&
        earlier.map(one => (
          <p key={one.id} className="row earlier">
            <span className="grow">{one.text}</span>
            <span className="meta">
              <When at={one.created_at} />
            </span>
          </p>
        ))}
    </li>
  )
}
