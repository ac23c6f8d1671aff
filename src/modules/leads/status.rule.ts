export type LeadStatus = 'new' | 'working' | 'nurturing' | 'converted' | 'unqualified'

/** From each status, the ones a lead may go to (D1). The page enables its buttons from the same table. */
export const leadTransitions: Readonly<Record<LeadStatus, readonly LeadStatus[]>> = {
  new: ['working', 'nurturing', 'unqualified', 'converted'],
  working: ['new', 'nurturing', 'unqualified', 'converted'],
  nurturing: ['new', 'working', 'unqualified', 'converted'],
  unqualified: ['new', 'working', 'nurturing'],
  converted: [],
}

export const openStatuses: readonly LeadStatus[] = ['new', 'working', 'nurturing']

export const isOpen = (status: unknown): boolean => (openStatuses as readonly unknown[]).includes(status)

export interface StatusChange {
  /** Null for a new lead. */
  from: LeadStatus | null
  to: LeadStatus
  disqualification_reason: string | null
  converted_at: Date | string | null
}

/**
 * Why a lead may not go from one status to another, or null when it may (D1). Only conversion sets `converted_at` and only its undo
 * takes it away, so that nothing else reaches Converted or leaves it.
 */
export function statusRefusal(change: StatusChange): { code: string; field: string; sentence: string } | null {
  const { from, to } = change
  if (from === 'converted' && to !== 'converted' && change.converted_at === null) return null
  if (from === 'converted')
    return { code: 'lead.already_converted', field: 'status', sentence: 'This lead was converted; it stays as it was.' }
  if (to === 'converted' && change.converted_at === null)
    return { code: 'lead.convert_first', field: 'status', sentence: 'A lead becomes converted only through conversion.' }
  if (to === 'unqualified' && !change.disqualification_reason)
    return { code: 'lead.reason_missing', field: 'disqualification_reason', sentence: 'Unqualified needs a disqualification reason.' }
  if (from !== null && !leadTransitions[from].includes(to))
    return { code: 'lead.transition', field: 'status', sentence: `A lead cannot go from ${from} to ${to}.` }
  return null
}
