import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { useServer } from '../testing/use_server.ts'

const hedgerow = useServer([])

test('a process that leaves is not ready, still answers everything, and keeps no connection', async () => {
  await hedgerow.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = hedgerow.app.server.address() as AddressInfo
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (path: string) =>
    new Promise<{ status?: number; connection?: string }>((resolve, reject) =>
      http
        .get({ port, host: '127.0.0.1', path, agent }, answer => {
          answer.resume().once('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }))
        })
        .once('error', reject),
    )
  expect(await ask('/health/ready')).toEqual({ status: 200, connection: 'keep-alive' })
  hedgerow.server.leave()
  expect(await ask('/health/ready')).toEqual({ status: 503, connection: 'close' })
  expect(await ask('/health/live')).toEqual({ status: 200, connection: 'close' })
  agent.destroy()
})
