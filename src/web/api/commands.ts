import { useMutation } from '@tanstack/react-query'
import { showError } from '../ui/toasts.ts'
import { del, patch, post } from './client.ts'
import { sentenceOf } from './problem.ts'
import { refreshLists, refreshRecord } from './records.ts'

type Verb = 'POST' | 'PATCH' | 'DELETE'

export interface CommandOptions<Result> {
  method?: Verb
  /** What changes by it, so that the page reads it again. */
  touches?: { object: string; id?: string }[]
  onDone?: (result: Result) => void
  /** The caller shows the refusal itself (a form); otherwise a toast does. */
  quiet?: boolean
}

/** Runs a command of the API: `useCommand('/leads/{id}/assign')`, then `run({ id, owner_id })`; braces are filled from the input. */
export function useCommand<Result = unknown>(path: string, options: CommandOptions<Result> = {}) {
  const mutation = useMutation({
    mutationFn: (input: Record<string, unknown>): Promise<Result> => {
      const { url, rest } = fill(path, input)
      if (options.method === 'DELETE') return del<Result>(url)
      return options.method === 'PATCH' ? patch<Result>(url, rest) : post<Result>(url, rest)
    },
    onSuccess: result => {
      touch(options.touches ?? [])
      options.onDone?.(result)
    },
    onError: error => {
      if (!options.quiet) showError(sentenceOf(error))
    },
  })
  return { run: mutation.mutate, runAsync: mutation.mutateAsync, busy: mutation.isPending, error: mutation.error, reset: mutation.reset }
}

export function touch(what: { object: string; id?: string }[]): void {
  for (const { object, id } of what) {
    if (id) refreshRecord(object, id)
    refreshLists(object, 100)
  }
}

export function fill(path: string, input: Record<string, unknown>): { url: string; rest: Record<string, unknown> } {
  const rest = { ...input }
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { url, rest }
}
