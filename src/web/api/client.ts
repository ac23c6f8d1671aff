import { Problem, type ProblemBody } from './problem.ts'

export const base = '/api/v1'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Pages that are shown without being signed in. */
const open = /^\/(sign-in|setup|invitation|reset-password)/

/** Goes to the sign-in page, which leads back to where the person wanted to be. */
export function signInAgain(): void {
  const { pathname, search } = window.location
  if (open.test(pathname)) return
  const back = pathname + search
  window.location.assign(back === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(back)}`)
}

/** Calls the API; answers the JSON or throws a `Problem`. `path` is below /api/v1 unless it starts with /api. */
export const call = async <T>(method: Method, path: string, options: CallOptions = {}): Promise<T> =>
  (await send<T>(method, path, options)).data

interface Sent<T> {
  data: T
  response: Response
}
const writing = new Set<Promise<unknown>>()

async function send<T>(method: Method, path: string, options: CallOptions): Promise<Sent<T>> {
  const sent = exchange<T>(method, path, options)
  if (method === 'GET') return sent
  writing.add(sent)
  return sent.finally(() => writing.delete(sent))
}

/** Resolves once nothing is on its way to the server any more and whoever sent it has heard: what it did can be taken back then. */
export async function allSent(): Promise<void> {
  while (writing.size > 0) {
    await Promise.allSettled(writing)
    await new Promise(resolve => setTimeout(resolve))
  }
}

async function exchange<T>(method: Method, path: string, { body, headers, signal }: CallOptions): Promise<Sent<T>> {
  const form = body instanceof FormData
  const response = await fetch(path.startsWith('/api/') ? path : base + path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      'x-hedgerow': '1',
      ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  if (response.ok) return { data: (response.status === 204 ? undefined : await readJson(response)) as T, response }
  if (response.status === 401) signInAgain()
  throw new Problem(response.status, ((await readJson(response)) as ProblemBody | undefined) ?? { title: outage(response.status) })
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a proxy's page instead of an answer; the status says enough
  }
}

const outage = (status: number): string => {
  if (status === 429) return 'Too many requests. Wait a moment and try again.'
  return status >= 500 ? 'The server could not do that. Nothing was changed.' : 'That did not work.'
}

export const get = <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, signal ? { signal } : {})
export const post = <T>(path: string, body: unknown = {}, options: CallOptions = {}) => call<T>('POST', path, { ...options, body })
/** A step that is undone as a whole: its answer, and the batch that it was. */
export async function postStep<T>(path: string, body: unknown = {}): Promise<{ data: T; batch: string | null }> {
  const { data, response } = await send<T>('POST', path, { body })
  return { data, batch: response.headers.get('hedgerow-batch') }
}
export const patch = <T>(path: string, body: unknown, options: CallOptions = {}) => call<T>('PATCH', path, { ...options, body })
export const del = <T>(path: string) => call<T>('DELETE', path)
