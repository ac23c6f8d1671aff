import { useMemo } from 'react'
import { del, post } from '../../../api/client.ts'
import { objectOf, refreshMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import { useFew } from '../../../api/records.ts'
import type { Meta, Rec } from '../../../api/types.ts'
import { showError, toast } from '../../../ui/toasts.ts'

/** All records of a small settings object (territories, forms, teams …), by the field that orders them. */
export function useSettingRecords<T extends Rec>(object: string, by: keyof T & string) {
  const { data, error, refetch, isPending } = useFew(object, { limit: 200 })
  const rows = useMemo(() => {
    const order = new Intl.Collator('en', { numeric: true })
    return [...((data?.data ?? []) as T[])].sort((a, b) => order.compare(String(a[by] ?? ''), String(b[by] ?? '')))
  }, [data, by])
  return { rows, refs: data?.refs ?? {}, error, waiting: isPending, retry: () => void refetch() }
}

/** Reads the records of an object again, wherever the page shows them. */
export async function refreshRecords(object: string): Promise<void> {
  void refreshMeta()
  await Promise.all(['few', 'list', 'count'].map(key => queryClient.invalidateQueries({ queryKey: [key, object] })))
}

export async function createRecord(meta: Meta, object: string, values: object): Promise<Rec> {
  const made = await post<Rec>(`/${objectOf(meta, object).plural}`, values)
  await refreshRecords(object)
  return made
}

/** Puts a record into the bin, with the way back. */
export async function removeRecord(meta: Meta, object: string, record: { id: string }, said: string): Promise<boolean> {
  const path = `/${objectOf(meta, object).plural}/${record.id}`
  try {
    await del(path)
    await refreshRecords(object)
    toast(said, {
      undo: async () => {
        try {
          await post(`${path}/restore`)
          await refreshRecords(object)
          return true
        } catch (error) {
          showError(sentenceOf(error))
          return false
        }
      },
    })
    return true
  } catch (error) {
    showError(sentenceOf(error))
    return false
  }
}

/** Names of teams by their ids, for lists that show them. */
export function useTeams(): { id: string; name: string }[] {
  const { rows } = useSettingRecords<Rec & { name: string }>('team', 'name')
  return rows
}
