import type { ParseArgsOptionsConfig } from 'node:util'

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** One command of `hedgerow`. Its file is loaded only when it is run, so that help and mistakes answer at once. */
export interface Command {
  /** As typed: `user create`. */
  name: string
  summary: string
  /** What follows the name, for the help. */
  usage: string
  /** One line an option, for the help. */
  help: readonly (readonly [option: string, meaning: string])[]
  options: ParseArgsOptionsConfig
  /** How many words follow the name, at least and at most. */
  words: readonly [least: number, most: number]
  run: (values: Values, words: string[]) => Promise<number>
}

/** Something typed wrong: shown with the command's help, exit code 2. */
export class UsageError extends Error {}

/** The result of a command on standard output; everything that is only for people goes to standard error. */
export const answer = (text: string): void => void process.stdout.write(`${text}\n`)
export const answerJson = (value: unknown): void => answer(JSON.stringify(value))

/** A text option that must be there. */
export function needed(values: Values, name: string): string {
  const value = values[name]
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing.`)
  return value
}

/** A line that is overwritten on a terminal and silent elsewhere. */
export function progress(label: string): { at: (done: number, total?: number) => void; end: () => void } {
  const shown = process.stderr.isTTY === true
  return {
    at: (done, total) => {
      if (shown) process.stderr.write(`\r${label} ${done.toLocaleString('en')}${total ? ` of ${total.toLocaleString('en')}` : ''} …\x1b[K`)
    },
    end: () => {
      if (shown) process.stderr.write('\r\x1b[K')
    },
  }
}
