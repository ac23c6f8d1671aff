/** The only place that reads the wall clock. With TEST_CLOCK it can be moved forward, never back (contract.md, Test clock). */
export interface Clock {
  now(): Date
  /** Milliseconds by which the test clock runs ahead; 0 in normal operation. */
  ahead(): number
  set(ahead: number): void
}

export function createClock(): Clock {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    ahead: () => ahead,
    set: value => {
      ahead = value
    },
  }
}
