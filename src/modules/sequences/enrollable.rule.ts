import type { StopReason } from './enrollment.object.ts'

/** What is known of a person at the moment a mail would go to them. */
export interface Standing {
  object: 'lead' | 'contact'
  /** In the bin. */
  deleted: boolean
  email: string | null
  status: string | null
  do_not_contact: boolean
  unsubscribed: boolean
  self_serve_box: boolean
}

export interface Refused {
  reason: StopReason
  sentence: string
}

/**
 * Why no mail of a sequence may go to somebody now, or null: asked when they are enrolled and again in the transaction that sends,
 * so that whatever stops it wins over a mail that is due in the same minute (D5).
 */
export function whyNoMail(standing: Standing, sequence: { self_serve: boolean; stops_on_conversion: boolean }): Refused | null {
  if (standing.deleted) return { reason: 'deleted', sentence: 'The record is in the bin.' }
  if (standing.unsubscribed) return { reason: 'unsubscribe', sentence: `${standing.email ?? 'They'} unsubscribed from such mails.` }
  if (standing.do_not_contact) return { reason: 'do_not_contact', sentence: 'They are not to be contacted.' }
  if (standing.status === 'unqualified') return { reason: 'unqualified', sentence: 'The lead is unqualified.' }
  if (standing.status === 'converted' && sequence.stops_on_conversion) return { reason: 'conversion', sentence: 'The lead was converted.' }
  if (standing.object === 'lead' && sequence.self_serve && !standing.self_serve_box)
    return { reason: 'box_cleared', sentence: 'The box “Self-serve – no interaction” is not ticked.' }
  if (standing.object === 'lead' && !sequence.self_serve && standing.self_serve_box)
    return { reason: 'self_serve', sentence: 'The self-serve flow writes to this lead: clear the box “Self-serve – no interaction” first.' }
  if (standing.email === null) return { reason: 'no_address', sentence: 'There is no mail address.' }
  return null
}
