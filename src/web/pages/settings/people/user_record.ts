import { useQuery } from '@tanstack/react-query'
import { del, get, patch, post } from '../../../api/client.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { queryClient } from '../../../api/query_client.ts'
import type { Rec } from '../../../api/types.ts'
import { showError, toast } from '../../../ui/toasts.ts'
import { refreshRecords } from '../parts/setting_records.ts'

export type UserRec = Rec & {
  name: string
  email: string
  role: string
  active: boolean
  time_zone: string
  team_ids: string[]
  out_of_office_from: string | null
  out_of_office_until: string | null
  further_addresses: string[]
  two_factor_enabled: boolean
}

export interface Invitation {
  id: string
  email: string
  name: string | null
  role: string
  expires_at: string
}
const invitationsKey = ['invitations']

export const useInvitations = () =>
  useQuery({ queryKey: invitationsKey, queryFn: async () => (await get<{ data: Invitation[] }>('/invitations')).data })
export const refreshInvitations = () => queryClient.invalidateQueries({ queryKey: invitationsKey })

export async function invite(input: { email: string; name?: string; role: string }): Promise<Invitation & { link: string }> {
  const made = await post<Invitation & { link: string }>('/users/invite', input)
  await refreshInvitations()
  return made
}

export async function takeBack(invitation: Invitation): Promise<void> {
  try {
    await del(`/invitations/${invitation.id}`)
    await refreshInvitations()
    toast(`The invitation of ${invitation.email} is taken back`)
  } catch (error) {
    showError(sentenceOf(error))
  }
}

export async function changeUser(id: string, change: Partial<UserRec>): Promise<void> {
  await patch(`/users/${id}`, change)
  await refreshRecords('user')
}
