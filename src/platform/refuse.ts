/** One thing wrong with one field of the input. */
export interface FieldError {
  field: string
  code: string
  message: string
}

/**
 * A refusal: a stable code for machines, a sentence for people. One place (`http/problem.ts`) turns it into
 * application/problem+json, so commands and rules never think about HTTP.
 */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly errors: FieldError[]
  readonly extra: Record<string, unknown>

  constructor(code: string, sentence: string, options: { status?: number; errors?: FieldError[]; extra?: Record<string, unknown> } = {}) {
    super(sentence)
    this.name = 'Refusal'
    this.code = code
    this.status = options.status ?? 422
    this.errors = options.errors ?? []
    this.extra = options.extra ?? {}
  }
}

/** A business rule says no (422 unless another status is named). */
export const refuse = (code: string, sentence: string, options?: ConstructorParameters<typeof Refusal>[2]): Refusal =>
  new Refusal(code, sentence, options)

/** The input itself is wrong: 400 for a malformed request, with one entry a field. */
export const invalid = (errors: FieldError[], sentence = 'Some of what was sent is not valid.'): Refusal =>
  new Refusal('input.invalid', sentence, { status: 422, errors })

export const malformed = (sentence: string, errors: FieldError[] = []): Refusal =>
  new Refusal('request.malformed', sentence, { status: 400, errors })
export const notFound = (what = 'There is no such record, or you may not see it.'): Refusal =>
  new Refusal('record.not_found', what, { status: 404 })
export const forbidden = (sentence: string): Refusal => new Refusal('permission.denied', sentence, { status: 403 })
