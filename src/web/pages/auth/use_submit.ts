import { useState } from 'react'
import { Problem, sentenceOf } from '../../api/problem.ts'

interface Refused {
  sentence: string
  fields: Record<string, string>
}

/** Runs what a form sends and keeps what was refused: one sentence, and a message by field. What was typed stays. */
export function useSubmit() {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const run = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true)
    setRefused(null)
    try {
      return await work()
    } catch (error) {
      setRefused({ sentence: sentenceOf(error), fields: error instanceof Problem ? error.fields : {} })
      // Once it is marked: to the first box that has to be mended.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return undefined
    } finally {
      setBusy(false)
    }
  }
  /** The sentence, unless every message already stands at one of the named fields. */
  const sentence = (shown: readonly string[] = []): string | null => {
    if (!refused) return null
    const names = Object.keys(refused.fields)
    if (names.length === 0) return refused.sentence
    const homeless = names.filter(name => !shown.includes(name))
    return homeless.length === 0 ? null : homeless.map(name => refused.fields[name]).join(' ')
  }
  return {
    busy,
    run,
    fields: refused?.fields ?? {},
    sentence,
    refuse: (text: string) => setRefused({ sentence: text, fields: {} }),
    clear: () => setRefused(null),
  }
}
