import { useQuery } from '@tanstack/react-query'
import { get, patch } from '../../../api/client.ts'
import { refreshMeta } from '../../../api/meta.ts'
import { queryClient } from '../../../api/query_client.ts'

export interface Profile {
  id: string
  name: string
  email: string
  time_zone: string
  out_of_office_from: string | null
  out_of_office_until: string | null
  further_addresses: string[]
  two_factor: boolean
}
const queryKey = ['me']

/** Who is signed in, with what only they may change. */
export const useProfile = () => useQuery({ queryKey, queryFn: () => get<Profile>('/me') })

export async function saveProfile(change: Partial<Profile>): Promise<void> {
  queryClient.setQueryData(queryKey, await patch<Profile>('/me', change))
  await refreshMeta()
}

export const refreshProfile = () => Promise.all([queryClient.invalidateQueries({ queryKey }), refreshMeta()])
