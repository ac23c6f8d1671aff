/** A ticket as a desk is asked to open it. `external_id` is ours: the same one twice must be the same ticket. */
export interface DeskTicket {
  queue: string
  subject: string
  message: string
  requester: { name: string | null; email: string | null }
  cc: string[]
  external_id: string
}

export interface Opened {
  /** The desk's own number. */
  id: string
  url: string
}

/** A support desk outside, in our words (D3). A refusal that trying again would not change is a `DeskRefusal`. */
export interface Desk {
  name: string
  open: (ticket: DeskTicket) => Promise<Opened>
}

export class DeskRefusal extends Error {}

let chosen: Desk | null = null
/** Names the desk that tickets go to, once at start; without one our own people get a task. */
export const setDesk = (desk: Desk | null): void => {
  chosen = desk
}
export const deskNow = (): Desk | null => chosen
