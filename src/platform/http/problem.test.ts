import pg from 'pg'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { refuse } from '../refuse.ts'
import { useDatabase } from '../testing/database.ts'
import { rawProblem, toProblem } from './problem.ts'

const base = useDatabase({ max: 1 })

const databaseError = (code: string, detail?: string) =>
  Object.assign(new pg.DatabaseError('secret inner words', 20, 'error'), { code, detail })

test('a refusal keeps its code, sentence and what else it says', () => {
  const { status, body } = toProblem(refuse('lead.converted', 'This lead was converted.', { extra: { version: 3 } }))
  expect(status).toBe(422)
  expect(body).toEqual({
    type: '/problems/lead.converted',
    title: 'Not possible',
    status: 422,
    detail: 'This lead was converted.',
    code: 'lead.converted',
    version: 3,
  })
})

test('what is wrong with the input is said by field', () => {
  const { error } = z.strictObject({ name: z.string(), tags: z.array(z.number()) }).safeParse({ tags: [1, 'x'], more: 1 })
  const { status, body } = toProblem(error)
  expect(status).toBe(422)
  expect(body.errors?.map(one => one.field)).toEqual(['name', 'tags.1', 'more'])
})

test.each([
  ['23505', 409, 'record.already_exists'],
  ['23503', 422, 'reference.missing'],
  ['22P02', 400, 'request.malformed'],
  ['22021', 400, 'request.malformed'],
  ['22P05', 400, 'request.malformed'],
  ['22009', 400, 'request.malformed'],
  ['40001', 503, 'database.busy'],
  ['40P01', 503, 'database.busy'],
  ['57P01', 503, 'database.unreachable'],
  ['25006', 503, 'database.unreachable'],
  ['08006', 503, 'database.unreachable'],
  ['53300', 503, 'database.unreachable'],
  ['57014', 503, 'database.slow'],
  ['53100', 503, 'database.full'],
])('database error %s becomes %i %s and tells nothing inner', (sqlState, status, code) => {
  const answer = toProblem(databaseError(sqlState))
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.headers['retry-after'] !== undefined).toBe(status === 503)
  expect(JSON.stringify(answer.body)).not.toContain('secret')
})

test('a server that has become a standby refuses to write for now', async () => {
  const client = await base.pool.connect()
  try {
    await client.query('begin read only')
    const refused = await client.query(`insert into setting (key, value, updated_at, version) values ('x', '1', now(), 1)`).then(
      () => null,
      (error: unknown) => toProblem(error),
    )
    expect([refused?.status, refused?.headers['retry-after'], refused?.unforeseen]).toEqual([503, '5', null])
  } finally {
    await client.query('rollback')
    client.release()
  }
})

test('a taken value names its field', () => {
  expect(toProblem(databaseError('23505', 'Key (email)=(ada@x.test) already exists.')).body.errors).toMatchObject([
    { field: 'email', code: 'taken' },
  ])
})

test('a lost connection is for later, any other error is a reference and nothing else', () => {
  expect(toProblem(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })).status).toBe(503)
  expect(toProblem(new Error('Connection terminated unexpectedly')).status).toBe(503)
  expect(toProblem(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' })).status).toBe(500)
  const answer = toProblem(new TypeError('x is not a function'))
  expect(answer.status).toBe(500)
  expect(answer.unforeseen).toBe(answer.body.reference)
  expect(JSON.stringify(answer.body)).not.toContain('function')
})

test.each([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_INVALID_METHOD', 400],
])('what cannot be read as HTTP (%s) is refused in the same form', (code, status) => {
  const [head = '', body = ''] = rawProblem(code).split('\r\n\r\n')
  expect(head).toContain(`HTTP/1.1 ${status} `)
  expect(head).toContain('application/problem+json')
  expect(head).toContain(`content-length: ${body.length}`)
  expect(JSON.parse(body)).toMatchObject({ status })
})
