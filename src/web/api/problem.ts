export interface ProblemBody {
  type?: string
  title?: string
  status?: number
  detail?: string
  code?: string
  errors?: { field: string; code?: string; message: string }[]
  current?: Record<string, unknown>
}

/** The one error that calls to the API end in: a sentence for the person, and a message a field where there is one. */
export class Problem extends Error {
  readonly status: number
  readonly body: ProblemBody
  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? 'That did not work.')
    this.name = 'Problem'
    this.status = status
    this.body = body
  }
  get fields(): Record<string, string> {
    return Object.fromEntries((this.body.errors ?? []).map(error => [error.field, error.message]))
  }
}

/** What to tell a person about any failure: what happened, never a stack trace. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Problem) {
    const [first] = error.body.errors ?? []
    return first && !error.body.detail ? first.message : error.message
  }
  return error instanceof TypeError ? 'There is no connection to the server.' : 'Something went wrong on this page.'
}
