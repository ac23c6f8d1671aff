import { useQuery } from '@tanstack/react-query'
import { get, patch } from '../../../api/client.ts'
import { refreshMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { showError, toast } from '../../../ui/toasts.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { type Draft, useDraft } from './drafts.ts'

interface SettingDoc {
  key: string
  label: string
  value: unknown
  version: number
}
const queryKey = ['settings']

/** All settings documents of the workspace. */
export const useSettings = () => useQuery({ queryKey, queryFn: async () => (await get<{ data: SettingDoc[] }>('/settings')).data })

/** One settings document as it is saved; undefined until it is read. */
export function useSetting<T>(key: string): { value: T | undefined; error: Error | null; retry: () => void } {
  const { data, error, refetch } = useSettings()
  return { value: data?.find(doc => doc.key === key)?.value as T | undefined, error, retry: () => void refetch() }
}

const cached = (key: string): SettingDoc | undefined => queryClient.getQueryData<SettingDoc[]>(queryKey)?.find(doc => doc.key === key)
const keep = (key: string, change: Partial<SettingDoc>): void => {
  queryClient.setQueryData<SettingDoc[]>(queryKey, docs => docs?.map(doc => (doc.key === key ? { ...doc, ...change } : doc)))
}

/** Sends a change of the document as this page knows it: whoever was overtaken by a colleague is told, and then sees the newer state. */
async function send(key: string, change: unknown): Promise<void> {
  const version = cached(key)?.version
  const value = await patch(`/settings/${key}`, change, version === undefined ? {} : { headers: { 'if-match': String(version) } })
  keep(key, { value })
  await queryClient.invalidateQueries({ queryKey })
  void refreshMeta()
}

/** Changes members of a settings document: shown at once, taken back when refused, undone with ⌘Z. Throws what was refused. */
export async function saveSetting(key: string, change: object, said: string): Promise<void> {
  const before = cached(key)?.value
  keep(key, { value: { ...(typeof before === 'object' ? before : {}), ...change } })
  try {
    await send(key, change)
    toast(said, {
      undo: async () => {
        try {
          await send(key, before)
          return true
        } catch (error) {
          showError(sentenceOf(error))
          return false
        }
      },
    })
  } catch (error) {
    keep(key, { value: before })
    void queryClient.invalidateQueries({ queryKey })
    throw error
  }
}

/** The same for a switch or a number that is saved as soon as it is set; a refusal is told at the foot of the page. */
export async function saveAtOnce(key: string, change: object, said: string): Promise<void> {
  try {
    await saveSetting(key, change, said)
  } catch (error) {
    showError(`Not saved: ${sentenceOf(error)}`)
  }
}

export interface DocDraft<T> extends Draft<T> {
  save: () => Promise<void>
  busy: boolean
  fields: Record<string, string>
  sentence: string | null
}

/** A settings document being edited as a whole, with Save. */
export function useDocDraft<T extends object>(key: string, saved: T, said: string): DocDraft<T> {
  const draft = useDraft(`setting:${key}`, saved)
  const form = useSubmit()
  const save = async () => {
    await form.run(async () => {
      await saveSetting(key, draft.value, said)
      draft.discard()
    })
  }
  const discard = () => {
    draft.discard()
    form.clear()
  }
  return { ...draft, discard, save, busy: form.busy, fields: form.fields, sentence: form.sentence() }
}
