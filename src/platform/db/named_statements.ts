import pg from 'pg'

/** Starts the SQL of list queries: they need a plan for their own values, so they never become named statements. */
export const DYNAMIC = '/*dynamic*/'

const LIMIT = 500
const plainQuery = pg.Client.prototype.query

/** Counts the times that a table was found changed under a statement: every connection then drops its names. */
let epoch = 0
let named = 0

interface Names {
  epoch: number
  /** SQL → name, the least recently used first. */
  byText: Map<string, string>
}
const namesOf = new WeakMap<pg.Client, Names>()

/**
 * A connection that gives each parameterised statement a name, so that PostgreSQL parses and plans it once: more than
 * twice as many point queries a second. Only the promise form `query(text, values)`, which is what Kysely sends.
 */
export class NamingClient extends pg.Client {}

// Not an override: pg's nine overloads cannot be restated by one implementation.
Object.defineProperty(NamingClient.prototype, 'query', {
  value: function query(this: NamingClient, ...args: unknown[]): unknown {
    const [text, values] = args
    if (args.length !== 2 || typeof text !== 'string' || !Array.isArray(values) || values.length === 0 || text.startsWith(DYNAMIC))
      return Reflect.apply(plainQuery, this, args)
    return sendNamed(this, text, values)
  },
})

async function sendNamed(client: NamingClient, text: string, values: unknown[]): Promise<unknown> {
  try {
    return await Reflect.apply(plainQuery, client, [{ name: nameFor(client, text), text, values }])
  } catch (error) {
    if (!isStalePlan(error)) throw error
    epoch++
    if (client.getTransactionStatus() !== 'I') throw error
    return Reflect.apply(plainQuery, client, [text, values])
  }
}

function nameFor(client: NamingClient, text: string): string {
  let names = namesOf.get(client)
  if (names && names.epoch !== epoch) {
    forget(client, [...names.byText.values()])
    names = undefined
  }
  if (!names) {
    names = { epoch, byText: new Map() }
    namesOf.set(client, names)
  }
  const { byText } = names
  const name = byText.get(text) ?? `s${++named}`
  byText.delete(text)
  byText.set(text, name)
  if (byText.size > LIMIT) {
    const oldest = byText.entries().next().value
    if (oldest) {
      byText.delete(oldest[0])
      forget(client, [oldest[1]])
    }
  }
  return name
}

/** Sent ahead of the next statement on the same connection; in a failed transaction it fails too, and only memory is lost. */
function forget(client: NamingClient, names: string[]): void {
  const done: Promise<unknown> = Reflect.apply(plainQuery, client, [names.map(name => `deallocate ${name}`).join('; ')])
  done.catch(() => undefined)
}

/** A column was added or dropped (a custom field) since the statement was prepared. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '0A000' && error.message.includes('cached plan')
}
