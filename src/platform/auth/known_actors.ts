import type { Actor } from '../actor.ts'

export interface KnownCaller {
  actor: Actor
  sessionId: string | null
}

/** A session that ends by its time alone is noticed after this; whatever somebody does to it is noticed at once. */
const kept = 5_000
const most = 5_000

/**
 * Whom credentials were found to belong to, so that a page that asks for eight things at once is looked up once. Forgotten when anything
 * is written through this process, and when the database announces that users, roles, keys or sessions changed (migration 0011);
 * nothing is kept while nobody listens to the database.
 */
export class KnownActors {
  #callers = new Map<string, { caller: KnownCaller; until: number }>()
  #listening = false
  #epoch = 0

  /** A lookup that began before this number changed must not be kept. */
  get epoch(): number {
    return this.#epoch
  }

  find(credential: string): KnownCaller | null {
    const found = this.#callers.get(credential)
    return found && found.until > performance.now() ? found.caller : null
  }

  keep(credential: string, caller: KnownCaller, epoch: number): void {
    if (!this.#listening || epoch !== this.#epoch) return
    if (this.#callers.size >= most) this.#callers.clear()
    this.#callers.set(credential, { caller, until: performance.now() + kept })
  }

  forget(): void {
    this.#epoch++
    this.#callers.clear()
  }

  listen(isListening: boolean): void {
    this.#listening = isListening
    this.forget()
  }
}
