import { useQuery } from '@tanstack/react-query'
import { get } from '../../../api/client.ts'
import { refreshMeta } from '../../../api/meta.ts'
import { queryClient } from '../../../api/query_client.ts'
import type { Choice, FieldKind } from '../../../api/types.ts'

export interface CustomFieldRow {
  object: string
  name: string
  kind: FieldKind
  label: string
  help: string | null
  required: boolean
  options: Choice[] | null
  to_object: string | null
}
const queryKey = ['custom-fields']

export async function refreshFields(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey }), refreshMeta()])
}

/** Every custom field that is not retired. */
export const useCustomFields = () => useQuery({ queryKey, queryFn: async () => (await get<{ data: CustomFieldRow[] }>('/fields')).data })
