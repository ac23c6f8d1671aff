import { Readable } from 'node:stream'
import { type Kysely, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import type { Database } from '../../platform/db/database.ts'
import { newId } from '../../platform/id.ts'
import { endOfLog, type LogEntry, readLog, readPosition } from '../../platform/log/change_log.ts'
import type { Channel } from '../../platform/log/listen.ts'
import { actorNow } from './actor_now.queries.ts'
import { type ChangeEvent, visibleEntries } from './visible_entries.queries.ts'

/** One open page or program. Its rights are read again with each heartbeat. */
interface Client {
  ctx: ReadContext
  sessionId: string | null
  objects: ReadonlySet<string> | null
  out: Readable
}

type Position = { xid: string; seq: string }

const batchSize = 500
/** A page that was away longer than this refetches instead of replaying. */
const mostReplayed = 2_000
const heartbeat = 20_000
/** A client that does not read is dropped at this many bytes; it comes back by itself and resumes. */
const mostUnread = 1_000_000
/** Streams of one person or key: with more, the oldest ends, so that forgotten ones do not pile up. */
const mostOfOne = 30
/** A transaction that began earlier may still hold back what was announced: look again after this long. */
const heldBack = 50

/** What follows the log of one database for all its clients in this process; begins with the first and ends with the last. */
class Feed {
  readonly #db: Kysely<Database>
  /** All, those included that still wait for their replay. */
  readonly #members = new Set<Client>()
  readonly #clients = new Set<Client>()
  #position: Position | null = null
  #turn: Promise<void> = Promise.resolve()
  #waiting = false
  #beat: NodeJS.Timeout | undefined

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  get empty(): boolean {
    return this.#members.size === 0
  }

  /** Replays what came after `after`, then keeps the client up to date. */
  join(client: Client, after: Position | null): void {
    const same = [...this.#members].filter(({ ctx }) => ctx.actor.id === client.ctx.actor.id)
    if (same.length >= mostOfOne) same[0]?.out.push(null)
    this.#members.add(client)
    client.out.once('close', () => this.#leave(client))
    this.#beat ??= setInterval(() => this.#queue(() => this.#beatAll()), heartbeat).unref()
    this.#queue(async () => {
      this.#position ??= await endOfLog(this.#db)
      await this.#advance()
      if (after) await this.#replay(client, after, this.#position)
      if (this.#members.has(client)) this.#clients.add(client)
    })
  }

  wake(): void {
    if (this.#waiting || this.empty) return
    this.#waiting = true
    this.#queue(async () => {
      this.#waiting = false
      await this.#advance()
    })
  }

  tell(write: (client: Client) => void): void {
    for (const client of this.#clients) write(client)
  }

  close(): void {
    for (const client of this.#members) client.out.push(null)
  }

  /** One thing after the other, so that no entry overtakes another. A failure ends the clients: they resume where they were. */
  #queue(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch(() => {
      for (const client of this.#members) client.out.destroy()
    })
  }

  #leave(client: Client): void {
    this.#members.delete(client)
    this.#clients.delete(client)
    if (!this.empty) return
    clearInterval(this.#beat)
    this.#beat = undefined
    this.#position = null
    if (feeds.get(this.#db) === this) feeds.delete(this.#db)
  }

  async #advance(): Promise<void> {
    while (this.#position) {
      const entries = await readLog(this.#db, this.#position, batchSize)
      const last = entries.at(-1)
      if (!last) break
      await this.#send(entries, [...this.#clients])
      this.#position = readPosition(last.position)
    }
    if (this.#position && !this.empty && (await this.#held(this.#position))) setTimeout(() => this.wake(), heldBack).unref()
  }

  async #held(position: Position): Promise<boolean> {
    const { rows } = await sql<{
      held: boolean
    }>`select exists (select 1 from change_log where (xid, seq) > (${position.xid}::xid8, ${position.seq}::bigint)) as held`.execute(
      this.#db,
    )
    return rows[0]?.held ?? false
  }

  async #replay(client: Client, after: Position, until: Position): Promise<void> {
    let from = after
    for (let read = 0; ; ) {
      const entries = await readLog(this.#db, from, batchSize)
      const last = entries.at(-1)
      const missed = entries.filter(entry => !isAfter(entry, until))
      read += missed.length
      if (read > mostReplayed) return write(client, 'event: reset\ndata: {}\n\n')
      await this.#send(missed, [client])
      if (!last || missed.length < entries.length) return
      from = readPosition(last.position) ?? until
    }
  }

  /** Clients of one person (or key) share one look at the permissions. */
  async #send(entries: LogEntry[], clients: Client[]): Promise<void> {
    const people = Map.groupBy(clients, ({ ctx }) => `${ctx.actor.kind} ${ctx.actor.id}`)
    for (const [, same] of people) {
      const [one] = same
      if (!one) continue
      const events = await visibleEntries(one.ctx, entries)
      for (const event of events)
        for (const client of same) if (!client.objects || client.objects.has(event.object)) write(client, eventText(event))
    }
  }

  async #beatAll(): Promise<void> {
    for (const client of this.#clients) {
      const actor = await actorNow(this.#db, client.ctx.actor, client.sessionId)
      if (actor) client.ctx = { ...client.ctx, actor }
      else client.out.push(null)
      if (actor) write(client, ': still here\n\n')
    }
  }
}

const isAfter = (entry: LogEntry, { xid, seq }: Position): boolean => {
  const own = readPosition(entry.position)
  if (!own) return true
  return BigInt(own.xid) > BigInt(xid) || (own.xid === xid && BigInt(own.seq) > BigInt(seq))
}

const eventText = (event: ChangeEvent): string => `id: ${event.position}\nevent: change\ndata: ${JSON.stringify(event)}\n\n`

function write(client: Client, text: string): void {
  if (client.out.destroyed) return
  if (!client.out.push(text) && client.out.readableLength > mostUnread) client.out.destroy()
}

const feeds = new Map<Kysely<Database>, Feed>()

/** Opens the live stream for one client: server-sent events from now on, or from after the position that it saw last. */
export function openStream(
  ctx: ReadContext,
  options: { sessionId: string | null; after: string | null; objects: string[] | null },
): Readable {
  const out = new Readable({ read: () => undefined })
  out.push('retry: 2000\n\n')
  const feed = feeds.get(ctx.tx) ?? new Feed(ctx.tx)
  feeds.set(ctx.tx, feed)
  feed.join(
    { ctx, sessionId: options.sessionId, objects: options.objects ? new Set(options.objects) : null, out },
    options.after ? readPosition(options.after) : null,
  )
  return out
}

/** Passes on what the database announced: log entries to whoever may see them, notifications to their user, changes of Settings to all. */
export function tellStreams(channel: Channel, payload: string): void {
  for (const feed of feeds.values()) {
    if (channel === 'hedgerow_log') feed.wake()
    else if (channel === 'hedgerow_notification') feed.tell(client => tellUser(client, payload))
    else feed.tell(client => write(client, settingText(channel === 'hedgerow_fields' ? 'custom_field' : 'setting', payload)))
  }
}

const tellUser = (client: Client, userId: string): void => {
  if (userId === '' || client.ctx.actor.user?.id === userId) write(client, 'event: notification\ndata: {}\n\n')
}

/** Settings are no records: their event has no position and only says that they are to be fetched again. */
const settingText = (object: string, key: string): string =>
  `event: change\ndata: ${JSON.stringify({ position: null, object, record_id: key || newId(), kind: `${object}.updated`, actor: null, changes: {} })}\n\n`

/** Ends every stream of this process, so that the server can stop. */
export function closeStreams(): void {
  for (const feed of feeds.values()) feed.close()
}
