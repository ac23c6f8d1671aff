/** Something that goes wrong, and what must hold all the same. */
export interface Fault {
  name: string
  /** Carries it out; answers in a sentence with counts what was seen to hold, or throws with what did not. */
  run: (size: Size) => Promise<string>
}

/** `quick` is what every test run has time for; `full` is what a release is held by. */
export type Size = 'quick' | 'full'
