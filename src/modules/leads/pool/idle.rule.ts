export interface IdleInput {
  /** New, Working or Nurturing, not in the bin, and not going on by itself. */
  open: boolean
  owner_id: string | null
  was_owner_id: string | null
  was_idle_since: Date | null
  assigned_at: Date | null
  /** This very change is its owner's. */
  by_owner: boolean
  /** Nurturing until that day: nobody has to do anything before. */
  comes_back: Date | null
  now: Date
}

/**
 * Since when a lead waits for its owner (C7): since it was given to them or they last did something; a change by anybody or anything
 * else is none. Null when it has no owner or is closed. A lead that comes back on a day waits from that day on.
 */
export function idleSince(input: IdleInput): Date | null {
  const { now, comes_back } = input
  if (!input.open || input.owner_id === null) return null
  const since =
    input.owner_id !== input.was_owner_id
      ? (input.assigned_at ?? now)
      : input.by_owner || !input.was_idle_since
        ? now
        : input.was_idle_since
  // Taken out of nurturing early by somebody else: the day it would have come back on counts no more.
  const begun = since > now ? now : since
  return comes_back && comes_back > begun ? comes_back : begun
}
