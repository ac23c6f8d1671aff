import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../../../api/client.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { Button } from '../../../ui/Button.tsx'
import { ScrollRegion } from '../../../ui/ScrollRegion.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { showError, toast } from '../../../ui/toasts.ts'
import { When } from '../../../ui/When.tsx'
import { TryPane } from '../parts/SettingsPane.tsx'
import type { WebhookRec } from './WebhooksPage.tsx'

interface Delivery {
  id: string
  kind: string
  state: 'waiting' | 'delivered' | 'failed' | 'given_up'
  attempts: number
  next_attempt_at: string | null
  last_status: number | null
  last_response: string | null
  last_error: string | null
  created_at: string
}
const stateWords: Record<Delivery['state'], [words: string, tone: string]> = {
  waiting: ['on its way', 'tag'],
  delivered: ['delivered', 'tag green'],
  failed: ['failed, tried again', 'tag warn'],
  given_up: ['given up', 'tag bad'],
}

/** What was delivered, what was answered, and the way to do it once more. */
export function Deliveries({ webhook, onClose }: { webhook: WebhookRec; onClose: () => void }) {
  const queryKey = ['deliveries', webhook.id]
  const { data, error, refetch, fetchNextPage, hasNextPage } = useInfiniteQuery({
    queryKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      get<{ data: Delivery[]; next_cursor: string | null }>(
        `/webhooks/${webhook.id}/deliveries?limit=30${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`,
      ),
    getNextPageParam: page => page.next_cursor,
    // Deliveries are no records, so the live stream does not tell of them.
    refetchInterval: 4_000,
  })
  const [open, setOpen] = useState<string | null>(null)
  const run = async (path: string, said: string) => {
    try {
      await post(path)
      toast(said)
      setTimeout(() => void queryClient.invalidateQueries({ queryKey }), 600)
    } catch (refused) {
      showError(sentenceOf(refused))
    }
  }
  const rows = data?.pages.flatMap(page => page.data) ?? []
  return (
    <TryPane title="Deliveries" note={webhook.description || webhook.url}>
      <div className="row">
        <Button icon="send" onClick={() => void run(`/webhooks/${webhook.id}/ping`, 'A test is on its way')}>
          Send a test
        </Button>
        <span className="grow" />
        <Button look="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
      {error && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={4} />}
      {data && rows.length === 0 && <Empty title="Nothing was delivered yet">Send a test, or wait for the first change.</Empty>}
      <ul className="set-rows deliveries" aria-label="Deliveries">
        {rows.map(row => {
          const [words, tone] = stateWords[row.state]
          return (
            <li key={row.id}>
              <span className="name">
                <button
                  type="button"
                  className="cut"
                  aria-expanded={open === row.id}
                  onClick={() => setOpen(open === row.id ? null : row.id)}
                >
                  {row.kind}
                </button>
                <span className="meta">
                  <When at={row.created_at} as="full" />
                  {row.last_status && ` · answered ${row.last_status}`}
                  {row.attempts > 1 && ` · ${row.attempts} attempts`}
                </span>
              </span>
              <span className={tone}>{words}</span>
              {open === row.id && (
                <Detail
                  delivery={row}
                  onRepeat={() => void run(`/webhook_deliveries/${row.id}/repeat`, 'It is being delivered once more')}
                />
              )}
            </li>
          )
        })}
      </ul>
      {hasNextPage && (
        <Button look="quiet" onClick={() => void fetchNextPage()}>
          Earlier ones
        </Button>
      )}
    </TryPane>
  )
}

function Detail({ delivery, onRepeat }: { delivery: Delivery; onRepeat: () => void }) {
  const { data } = useQuery({
    queryKey: ['delivery', delivery.id],
    queryFn: () => get<{ body: string }>(`/webhook_deliveries/${delivery.id}`),
  })
  const answer = delivery.last_error ?? delivery.last_response
  return (
    <div className="delivery">
      {answer && (
        <>
          <div className="label">{delivery.last_error ? 'What went wrong' : 'The answer'}</div>
          <Shown label="The answer" text={answer} />
        </>
      )}
      <div className="label">What was sent</div>
      <Shown label="What was sent" text={data ? pretty(data.body) : '…'} />
      {delivery.next_attempt_at && delivery.state === 'failed' && (
        <p className="meta">
          Tried again <When at={delivery.next_attempt_at} as="full" />
        </p>
      )}
      <Button small icon="undo" onClick={onRepeat}>
        Deliver once more
      </Button>
    </div>
  )
}

/** A long text that scrolls, by keyboard too. */
function Shown({ label, text }: { label: string; text: string }) {
  return (
    <ScrollRegion label={label}>
      <pre className="mono">{text}</pre>
    </ScrollRegion>
  )
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body // shown as it was sent
  }
}
