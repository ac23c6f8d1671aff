import { shortNumber } from '../scoring/short_number.rule.ts'

export type HandsOnThresholds = { monthly_events: number; monthly_recordings: number; potential_value: number }

export type FlowInput = {
  monthly_events?: number | null
  monthly_recordings?: number | null
  wants_annual?: boolean | null
  needs_evaluation?: boolean | null
  /** USD a year. */
  potential_value?: number | null
}

/**
 * Hands-on when any one of volume, recordings, an annual wish, or a guided evaluation with a high potential value holds; otherwise
 * self-serve (C5). A threshold itself is enough. The reasons say what spoke for it, or what was looked at in vain; a person decides.
 */
export function recommendedFlow(input: FlowInput, thresholds: HandsOnThresholds): { flow: 'hands_on' | 'self_serve'; reasons: string[] } {
  const events = input.monthly_events ?? null
  const recordings = input.monthly_recordings ?? null
  const value = input.potential_value ?? null
  const forIt: string[] = []
  const against: string[] = []
  const weigh = (holds: boolean, sentence: string): void => void (holds ? forIt : against).push(sentence)

  if (events === null) against.push('Events a month are not known.')
  else
    weigh(
      events >= thresholds.monthly_events,
      `${shortNumber(events)} ${events === 1 ? 'event' : 'events'} a month, the line is ${shortNumber(thresholds.monthly_events)}.`,
    )
  if (recordings !== null)
    weigh(
      recordings >= thresholds.monthly_recordings,
      `${shortNumber(recordings)} recordings a month, the line is ${shortNumber(thresholds.monthly_recordings)}.`,
    )
  if (input.wants_annual) forIt.push('Wants to pay once a year.')
  if (input.needs_evaluation && value === null) against.push('Needs a guided evaluation, but the potential value is not known.')
  if (input.needs_evaluation && value !== null)
    weigh(
      value >= thresholds.potential_value,
      `Needs a guided evaluation and could be worth $${shortNumber(value)} a year, the line is $${shortNumber(thresholds.potential_value)}.`,
    )
  return forIt.length > 0 ? { flow: 'hands_on', reasons: forIt } : { flow: 'self_serve', reasons: against }
}
