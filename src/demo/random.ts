/** The same numbers on every machine and run, so that two demos can be compared. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next: () => number
  /** A whole number, both ends included. */
  int: (least: number, most: number) => number
  pick: <T>(from: readonly T[]) => T
  chance: (share: number) => boolean
}

/** A small well-known generator (mulberry32): good enough for names and dates, and no dependency. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    int,
    pick: from => {
      const one = from[int(0, from.length - 1)]
      if (one === undefined) throw new Error('Nothing to pick from')
      return one
    },
    chance: share => next() < share,
  }
}
