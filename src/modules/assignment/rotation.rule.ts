export type RotationMember = {
  user_id: string
  /** Place in the circle. */
  position: number
  /** The number of the turn that they had last; 0 for none. The highest of all is whose turn was last. */
  assigned: number
  available: boolean
}

export type RotationTurn = {
  /** Whose turn it is; null when nobody is available. */
  user_id: string | null
  /** Who had the turn before; null at the very first. */
  after: string | null
  /** Who was passed over because they were not available, in order. */
  skipped: string[]
  /** The members with the new turn noted; only the chosen one's `assigned` differs. */
  members: RotationMember[]
}

/**
 * Exact round robin (C3): the circle goes by position, and the turn goes to the next available member after the one who had it last.
 *
 * Why this is exact: between two turns of one member the circle passes every other member once, so two who are both available
 * take turns strictly alternately, and over any run of assignments they differ by at most 1. Whoever is away is passed and their turn is
 * not kept; on return they stand at their place in the circle, level with the others, with nothing to catch up. A member who joins,
 * leaves or returns changes nothing for the others. The database keeps one number a member and locks the rotation while it decides.
 */
export function nextInRotation(members: readonly RotationMember[]): RotationTurn {
  const circle = [...members].sort((a, b) => a.position - b.position || (a.user_id < b.user_id ? -1 : 1))
  const latest = circle.reduce((turn, member) => Math.max(turn, member.assigned), 0)
  const last = latest > 0 ? circle.findIndex(member => member.assigned === latest) : -1
  const inOrder = [...circle.slice(last + 1), ...circle.slice(0, last + 1)]
  const at = inOrder.findIndex(member => member.available)
  const chosen = inOrder[at]
  return {
    user_id: chosen?.user_id ?? null,
    after: circle[last]?.user_id ?? null,
    skipped: (chosen ? inOrder.slice(0, at) : inOrder).map(member => member.user_id),
    members: members.map(member => (member.user_id === chosen?.user_id ? { ...member, assigned: latest + 1 } : { ...member })),
  }
}

/** So many turns in a row, for a batch of leads that is decided under one lock. */
export function nextManyInRotation(
  members: readonly RotationMember[],
  count: number,
): { turns: RotationTurn[]; members: RotationMember[] } {
  const turns: RotationTurn[] = []
  let state = members.map(member => ({ ...member }))
  for (let turn = 0; turn < count; turn++) {
    const next = nextInRotation(state)
    turns.push(next)
    state = next.members
  }
  return { turns, members: state }
}
