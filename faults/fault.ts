/** Something that goes wrong, and what must hold all the same. */
export interface Fault {
  name: string
  /** Carries it out; answers in a sentence with counts what was seen to hold, or throws with what did not. */
  run: (size: Size) => Promise<string>
}

export interface Size {
  /** What a release is held by; else what every test run has time for. */
  full: boolean
  /** How often (or how long, in seconds) it happens: as `--times` or FAULTS_TIMES says, else by its usual sizes. */
  times: (quick: number, full: number) => number
  /** Another one makes other random choices: `--seed` or FAULTS_SEED. */
  seed: number
}
