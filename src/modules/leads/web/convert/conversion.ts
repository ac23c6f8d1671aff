import { useQuery } from '@tanstack/react-query'
import { get, postStep } from '../../../../web/api/client.ts'
import { undoBatch } from '../../../../web/api/edits.ts'
import { refreshLists, refreshRecord } from '../../../../web/api/records.ts'
import type { Rec } from '../../../../web/api/types.ts'
import { toast } from '../../../../web/ui/toasts.ts'

interface Match {
  record: Rec
  why: string
  sure: boolean
  /** Names of its blank fields that the lead fills. */
  fills: string[]
}
export interface PartPreview {
  matches: Match[]
  values: Record<string, unknown>
}
/** What the server would do, as `GET /leads/{id}/conversion` says it. */
export interface Preview {
  account: PartPreview & { selected: Rec | null; required: boolean }
  contact: PartPreview
  opportunity: { values: Record<string, unknown>; open: Rec[]; default_amount: number | null; default_type: string | null }
  guidance: string[]
}

/** What is chosen for one part: a record that is there, a new one with these values, or none. */
export type Choice = { kind: 'existing'; id: string; name: string } | { kind: 'new' } | { kind: 'none' }

export const usePreview = (id: string, accountId: string | null) =>
  useQuery({
    queryKey: ['conversion', id, accountId],
    queryFn: ({ signal }) => get<Preview>(`/leads/${id}/conversion${accountId ? `?account_id=${accountId}` : ''}`, signal),
    placeholderData: before => before,
    staleTime: 0,
  })

/** Converts; says so with a way back, for as long as the toast stands and then under Recent changes. */
export async function convertLead(lead: Rec, body: Record<string, unknown>): Promise<string | null> {
  const { data, batch } = await postStep<{ opportunity_id: string | null }>(`/leads/${lead.id}/convert`, body)
  const refresh = () => {
    refreshRecord('lead', lead.id)
    for (const object of ['lead', 'account', 'contact', 'opportunity', 'task']) refreshLists(object, 200)
  }
  refresh()
  const undo = batch
    ? {
        undo: async () => {
          const done = await undoBatch(batch)
          refresh()
          return done
        },
      }
    : {}
  toast(`${String(lead.name)} is converted`, undo)
  return data.opportunity_id
}
