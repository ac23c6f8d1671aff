import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../api/client.ts'
import { recordPath } from '../api/paths.ts'
import { sentenceOf } from '../api/problem.ts'
import { queryClient } from '../api/query_client.ts'
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
    await queryClient.invalidateQueries({ queryKey: ['notifications'] })
  } catch (error) {
    showError(sentenceOf(error))
  }
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
          <span className="w">Notifications</span>
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
        </header>
        {data?.data.length === 0 && <Empty title="Nothing new">Leads that become yours and what is due shows up here.</Empty>}
        <ul>
          {data?.data.map(one => (
            <li key={one.id} className={one.read_at ? '' : 'unread'}>
              <A
                href={(one.object && one.record_id && recordPath(one.object, one.record_id)) || '/'}
                onClick={() => {
                  setOpen(false)
                  if (!one.read_at) void markRead([one.id])
                }}
              >
                <span className="grow">{one.text}</span>
                <span className="meta">
                  <When at={one.created_at} />
                </span>
              </A>
            </li>
          ))}
        </ul>
      </div>
    </Pop>
  )
}
