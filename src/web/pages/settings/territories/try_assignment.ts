import { useQuery } from '@tanstack/react-query'
import { post } from '../../../api/client.ts'
import type { TerritoryRec } from './territory_types.ts'
import { sampleCountry } from './territory_types.ts'

export interface Decision {
  owner_id: string | null
  territory_id: string | null
  reason: string
  steps: { ok: boolean; title: string; detail: string }[]
}

/** Asks the real rules who a lead would go to; nothing is saved and nobody loses a turn. */
export const tryAssignment = (lead: Record<string, unknown>): Promise<Decision> => post<Decision>('/assignment/try', lead)

/** Whose turn is next in each territory, as the rules would decide now. */
export function useNextInTurn(territories: readonly TerritoryRec[]): Record<string, string | null> {
  const { data } = useQuery({
    queryKey: ['assignment-next', territories.map(({ id, version }) => [id, version])],
    enabled: territories.length > 0,
    placeholderData: previous => previous,
    queryFn: async () => {
      const asked = territories.map(async territory => {
        const country = sampleCountry(territory, territories)
        if (country === undefined || territory.members.length === 0) return null
        const decision = await tryAssignment({ source: 'manual', ...(country ? { country } : {}) })
        return decision.territory_id === territory.id ? ([territory.id, decision.owner_id] as const) : null
      })
      return Object.fromEntries((await Promise.all(asked)).filter(entry => entry !== null))
    },
  })
  return data ?? {}
}
