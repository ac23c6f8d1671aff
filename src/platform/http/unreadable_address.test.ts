import { expect, test } from 'vitest'
import { z } from 'zod'
import { useServer } from '../testing/use_server.ts'
import { route } from './route.ts'

const one = route({
  method: 'GET',
  path: '/api/v1/things/{id}',
  tag: 'Things',
  auth: 'public',
  summary: 'One thing',
  params: z.object({ id: z.string() }),
  run: async () => ({}),
})
const hedgerow = useServer([{ name: 'things', routes: [one] }])

test.each([
  ['%', 400],
  ['x'.repeat(600), 414],
])('an address that no route can take (%#) is refused in the form of all others', async (id, status) => {
  const answer = await hedgerow.app.inject({ url: `/api/v1/things/${id}` })
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8'])
  expect(answer.json()).toMatchObject({ status })
})
