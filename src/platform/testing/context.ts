import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { type ActingUser, type Actor, allRights, type Rights, systemActor } from '../actor.ts'
import type { Context } from '../context.ts'
import { type Database, inTransaction, type Tx } from '../db/database.ts'
import { newId } from '../id.ts'
import { consumeNext } from '../jobs/consume.ts'
import type { Consumer } from '../module.ts'
import type { BulkAction } from '../object/bulk_action.ts'
import type { Definition } from '../object/define_object.ts'
import type { Consequence, Derivation } from '../object/derivation.ts'
import { Registry } from '../object/registry.ts'
import type { Ports } from '../ports.ts'
import { Settings } from '../settings/settings.ts'

/** Where the tests' time stands unless a test says otherwise. */
export const testNow = new Date('2026-11-20T10:00:00.000Z')

export interface TestContextOptions {
  definitions: readonly Definition[]
  derivations?: readonly Derivation[]
  consequences?: readonly Consequence[]
  bulkActions?: readonly BulkAction[]
  actor?: Actor
  now?: Date
  ports?: Partial<Ports>
}

/** Secrets that are not: a test can read what was sealed. */
const openSecrets: Ports['secrets'] = { seal: plain => `sealed:${plain}`, open: sealed => sealed.replace(/^sealed:/, '') }

/** A Context made by hand: what a command needs and nothing that listens or ticks. */
export function testContext(db: Kysely<Database> | Tx, options: TestContextOptions): Context {
  return {
    tx: db as Tx,
    actor: options.actor ?? systemActor('test'),
    now: options.now ?? testNow,
    registry: new Registry(options.definitions, options),
    settings: new Settings(),
    ports: {
      secrets: openSecrets,
      baseUrl: 'http://127.0.0.1:3000',
      smtpPort: 2525,
      mailTransport: { url: null, from: 'Hedgerow <hedgerow@example.com>' },
      ...options.ports,
    },
    batchId: null,
  }
}

/** Runs a command as the program does: in one transaction that is committed. */
export const commit = <T>(db: Kysely<Database>, ctx: Context, work: (ctx: Context) => Promise<T>): Promise<T> =>
  inTransaction(db, tx => work({ ...ctx, tx }))

/** A person with these rights; everything unless said otherwise. `storeUser` makes the row that references to it need. */
export function userActor(user: Partial<ActingUser> = {}, rights: Partial<Rights> = {}): Actor {
  const id = user.id ?? newId()
  const acting: ActingUser = {
    id,
    name: 'Ana Gomes',
    email: `${id}@example.com`,
    role: 'admin',
    time_zone: 'UTC',
    team_ids: [],
    team_user_ids: [id],
    ...user,
  }
  return { kind: 'user', id, user: acting, rights: { ...allRights, ...rights }, means: 'page', scopes: ['all'] }
}

/** Writes the row of an acting user. */
export async function storeUser(db: Kysely<Database>, { user }: Actor): Promise<void> {
  if (!user) throw new Error('This actor is no person')
  await sql`insert into "user" (id, name, email, role, created_at, updated_at, version)
    values (${user.id}, ${user.name}, ${user.email}, ${user.role}, ${testNow}, ${testNow}, 1)`.execute(db)
}

/** Feeds a registered consumer all that was written so far. A transaction of another test's database may hold the log back for a moment. */
export async function catchUp(db: Kysely<Database>, ctx: Context, consumer: Consumer): Promise<void> {
  for (;;) {
    if ((await commit(db, ctx, one => consumeNext(one, consumer))) === 'read') continue
    const { rows } = await sql<{ behind: boolean }>`select exists (select 1 from change_log l, consumer c
      where c.name = ${consumer.name} and (l.xid, l.seq) > (c.xid, c.seq)) as behind`.execute(db)
    if (!rows[0]?.behind) return
    await pause(5)
  }
}
