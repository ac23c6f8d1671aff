import { useQuery } from '@tanstack/react-query'
import { del, get, post } from '../../../api/client.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { Button } from '../../../ui/Button.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { When } from '../../../ui/When.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { deviceName } from './device_name.ts'

interface Session {
  id: string
  ip_address: string | null
  user_agent: string | null
  created_at: string
  updated_at: string
  current: boolean
}
const queryKey = ['my-sessions']

/** Where one is signed in, and the way to end it there. */
export function SessionsCard() {
  const { data, error, refetch } = useQuery({ queryKey, queryFn: async () => (await get<{ data: Session[] }>('/me/sessions')).data })
  const end = async (work: () => Promise<unknown>, said: string) => {
    try {
      await work()
      await queryClient.invalidateQueries({ queryKey })
      toast(said)
    } catch (refused) {
      showError(sentenceOf(refused))
    }
  }
  const others = (data ?? []).filter(session => !session.current).length
  return (
    <Card
      flush
      title="Where you are signed in"
      actions={
        others > 0 && (
          <Button
            look="quiet"
            small
            onClick={() => void end(() => post('/me/sign_out_everywhere', { keep_this: true }), 'Signed out everywhere else')}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      {error && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={2} />}
      {data && (
        <ul className="set-rows" aria-label="Sessions">
          {data.map(session => (
            <li key={session.id}>
              <span className="name">
                <span>{deviceName(session.user_agent)}</span>
                <span className="meta">
                  {session.ip_address ?? 'unknown address'} · signed in <When at={session.created_at} as="full" />
                </span>
              </span>
              {session.current ? (
                <span className="tag green">this device</span>
              ) : (
                <Button look="quiet" small onClick={() => void end(() => del(`/me/sessions/${session.id}`), 'Signed out there')}>
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
