import { once } from 'node:events'
import net from 'node:net'
import pg from 'pg'
import { expect, test } from 'vitest'
import { useDatabase } from '../testing/database.ts'
import { type Channel, startLogListener } from './listen.ts'

const base = useDatabase({ max: 2 })

/** Between the listener and its database, as HAProxy stands there: while the primary is gone it takes connections and drops them. */
async function startProxy(url: string) {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url })
  const sockets = new Set<net.Socket>()
  let dropping = 0
  let opened = 0
  const server = net.createServer(socket => {
    opened++
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    if (dropping > 0) {
      dropping--
      // Once it is let in: the client then hears of it twice, as a statement that failed and as an end.
      socket.on('data', part => {
        if (part.includes('listen hedgerow_log')) socket.resetAndDestroy()
      })
    }
    const onward = host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host)
    sockets.add(onward)
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket
      .on('close', () => onward.destroy())
      .pipe(onward)
      .pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = (server.address() as net.AddressInfo).port
  return {
    url: `postgresql://${user}:${encodeURIComponent(password ?? '')}@127.0.0.1:${at}/${database}`,
    opened: () => opened,
    /** Cuts what is open, and the next so many as soon as they listen. */
    drop: (next: number) => {
      dropping = next
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('a proxy that takes connections and drops them is asked again once at a time; afterwards one connection listens', async () => {
  const proxy = await startProxy(base.url)
  const heard: [Channel, string][] = []
  let losses = 0
  const listener = await startLogListener({
    url: proxy.url,
    onNotify: (channel, payload) => heard.push([channel, payload]),
    onLost: () => losses++,
  })
  try {
    expect(proxy.opened()).toBe(1)
    proxy.drop(2)
    // Back again it reports every channel once, as nobody knows what was said in between.
    await expect.poll(() => heard.length).toBe(5)
    expect([losses, proxy.opened()]).toEqual([1, 4])
    await base.pool.query(`select pg_notify('hedgerow_log', 'one'), pg_notify('hedgerow_log', 'two')`)
    await expect
      .poll(() => heard.slice(5))
      .toEqual([
        ['hedgerow_log', 'one'],
        ['hedgerow_log', 'two'],
      ])
    const { rows } = await base.pool.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'hedgerow listen'`,
    )
    expect([rows[0].n, proxy.opened()]).toEqual([1, 4])
  } finally {
    await listener.close()
    await proxy.close()
  }
})
