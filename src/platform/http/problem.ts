import pg from 'pg'
import { z } from 'zod'
import { newId } from '../id.ts'
import { type FieldError, Refusal } from '../refuse.ts'

/** RFC 9457 (contract.md, Errors). */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  errors?: FieldError[]
  [extra: string]: unknown
}

export interface ProblemAnswer {
  status: number
  headers: Record<string, string>
  body: Problem
  /** Set when nobody foresaw it: belongs into the log under this reference. */
  unforeseen: string | null
}

export const problemType = 'application/problem+json; charset=utf-8'

const titles: Record<number, string> = {
  400: 'Malformed request',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unknown kind of content',
  422: 'Not possible',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Something went wrong',
  503: 'Not available just now',
}

export function problem(status: number, code: string, detail: string, extra: Record<string, unknown> = {}): Problem {
  return { type: `/problems/${code}`, title: titles[status] ?? 'Refused', status, detail, code, ...extra }
}

/** What is wrong with the input, one entry a field, in the words of the schema. */
export const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.flatMap(issue => {
    const field = issue.path.map(String).join('.')
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(key => ({ field: field ? `${field}.${key}` : key, code: 'unknown', message: `${key} is not known here.` }))
    return [{ field, code: issue.code, message: issue.message }]
  })

const answer = (body: Problem, headers: Record<string, string> = {}): ProblemAnswer => ({
  status: body.status,
  headers,
  body,
  unforeseen: null,
})
const later = (seconds: number, code: string, detail: string) => answer(problem(503, code, detail), { 'retry-after': String(seconds) })

/** The one place that turns an error of any kind into an answer. Nothing of an unforeseen one is told, only a reference to find it by. */
export function toProblem(error: unknown): ProblemAnswer {
  if (error instanceof Refusal) {
    const errors = error.errors.length > 0 ? { errors: error.errors } : {}
    const retry = error.extra.retry_after
    return answer(
      problem(error.status, error.code, error.message, { ...error.extra, ...errors }),
      retry === undefined ? {} : { 'retry-after': String(retry) },
    )
  }
  if (error instanceof z.ZodError)
    return answer(problem(422, 'input.invalid', 'Some of what was sent is not valid.', { errors: fieldErrors(error) }))
  return (error instanceof pg.DatabaseError ? ofDatabase(error) : null) ?? ofConnection(error) ?? ofHttp(error) ?? unforeseen()
}

function unforeseen(): ProblemAnswer {
  const reference = newId()
  const detail = `This should not have happened. Nothing was changed. The administrator finds the cause in the log under reference ${reference}.`
  return { ...answer(problem(500, 'internal', detail, { reference })), unforeseen: reference }
}

/** Not of the column's form, out of its range, with a zero byte, or a time with an offset that there is none of (so reads a year of five digits). */
const unstorable = new Set(['22P02', '22021', '22P05', '22003', '22007', '22008', '22009'])

function ofDatabase(error: pg.DatabaseError): ProblemAnswer | null {
  const code = error.code ?? ''
  if (code === '23505') {
    const fields = (/Key \((.+?)\)=/.exec(error.detail ?? '')?.[1] ?? '').split(', ').filter(name => /^\w+$/.test(name))
    const errors = fields.map(field => ({ field, code: 'taken', message: 'Another record has this value already.' }))
    return answer(problem(409, 'record.already_exists', 'There is such a record already.', errors.length > 0 ? { errors } : {}))
  }
  if (code === '23503')
    return answer(problem(422, 'reference.missing', 'This refers to a record that does not exist, or something still refers to it.'))
  if (unstorable.has(code))
    return answer(
      problem(400, 'request.malformed', 'A value that was sent cannot be stored: a wrong form, out of range, or with a zero byte.'),
    )
  if (code === '40001' || code === '40P01' || code === '55P03')
    return later(1, 'database.busy', 'Others were changing the same records. Try again.')
  if (code === '57014') return later(5, 'database.slow', 'The database took too long over this.')
  // 25006: this server is not the primary any more.
  if (code.startsWith('08') || code.startsWith('57P') || code === '53300' || code === '25006')
    return later(5, 'database.unreachable', 'The database cannot be reached just now.')
  if (code.startsWith('53')) return later(30, 'database.full', 'The database has run out of room or memory.')
  return null
}

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH', 'ENOTFOUND'])
const lostConnection =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/

function ofConnection(error: unknown): ProblemAnswer | null {
  if (!(error instanceof Error)) return null
  // `connect` errors come from pg's socket; a file that is missing (ENOENT without it) is another matter.
  const broken =
    'code' in error && 'syscall' in error && networkCodes.has(String(error.code)) && /connect|read|write/.test(String(error.syscall))
  return broken || lostConnection.test(error.message) ? later(5, 'database.unreachable', 'The database cannot be reached just now.') : null
}

const httpDetails: Record<string, [code: string, detail: string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['request.malformed', 'The body is not valid JSON.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['request.too_large', 'The body is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['request.content_type', 'Send JSON, with the content type application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['request.malformed', 'The body is not as long as its Content-Length says.'],
}

/** Errors of Fastify and its parsers: only those that blame the client, by their status. */
function ofHttp(error: unknown): ProblemAnswer | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const status = Number(error.statusCode)
  if (!(status >= 400 && status < 500)) return null
  const known = 'code' in error ? httpDetails[String(error.code)] : undefined
  if (known) return answer(problem(status, known[0], known[1]))
  if (status === 429) return answer(problem(429, 'request.too_many', error.message))
  return answer(problem(status, 'request.refused', titles[status] ?? 'The request was refused.'))
}

/** What was sent is no HTTP that can be read, so no route and no reply exist: the same form of answer, written by hand. */
export function rawProblem(code: string | undefined): string {
  const body =
    code === 'HPE_HEADER_OVERFLOW'
      ? problem(431, 'request.headers_too_large', 'The address and headers are larger than 16 kB together.')
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? problem(408, 'request.too_slow', 'The request took too long to arrive.')
        : problem(400, 'request.malformed', 'This is not HTTP.')
  const text = JSON.stringify(body)
  return `HTTP/1.1 ${body.status} ${body.title}\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`
}
