import pg from 'pg'

/** What the database announces at a commit. `hedgerow_notification` carries the id of the user it is for. */
export const channels = ['hedgerow_log', 'hedgerow_settings', 'hedgerow_fields', 'hedgerow_notification', 'hedgerow_actors'] as const
export type Channel = (typeof channels)[number]

interface ListenerParts {
  url: string
  onNotify: (channel: Channel, payload: string) => void
  /** From now until the next `onNotify` nothing is heard. */
  onLost?: () => void
  log?: { warn: (detail: object, message: string) => void }
}

const firstPause = 200
const longestPause = 10_000

/**
 * The one connection of a process that listens. It comes back by itself after a loss, and then reports every channel once,
 * because nobody knows what was announced in between.
 */
export async function startLogListener({ url, onNotify, onLost, log }: ListenerParts): Promise<{ close: () => Promise<void> }> {
  let stopped = false
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'hedgerow listen' })
    next.on('notification', ({ channel, payload }) => {
      const known = channels.find(one => one === channel)
      if (known) onNotify(known, payload ?? '')
    })
    next.on('error', error => lost(next, error))
    next.on('end', () => lost(next, null))
    try {
      await next.connect()
      await next.query(channels.map(channel => `listen ${channel}`).join('; '))
      // Only now can it be lost: before, a failure would be told here and by its events, and each telling would connect again.
      client = next
    } catch (error) {
      await next.end().catch(() => undefined) // It never was a connection.
      throw error
    }
  }

  function lost(which: pg.Client, error: Error | null): void {
    if (stopped || client !== which) return
    client = null
    onLost?.()
    log?.warn({ err: error }, 'The connection that listens for changes was lost; connecting again.')
    again(firstPause)
  }

  function again(pause: number): void {
    timer = setTimeout(() => {
      connect().then(
        async () => {
          if (stopped) return client?.end()
          for (const channel of channels) onNotify(channel, '')
        },
        () => {
          if (!stopped) again(Math.min(pause * 2, longestPause))
        },
      )
    }, pause)
  }

  await connect()
  return {
    close: async () => {
      stopped = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
