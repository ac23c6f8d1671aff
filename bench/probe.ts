import pg from 'pg'

/**
 * Loaded into the program before everything else (`node --import`): tells the bench how much processor time it has used and, on
 * request, which statements it sends, with their values, so that exactly these are explained.
 */
export interface Statement {
  text: string
  values: unknown[]
}

let kept: Map<string, Statement> | null = null
const plain = pg.Client.prototype.query

Object.defineProperty(pg.Client.prototype, 'query', {
  writable: true,
  configurable: true,
  value: function query(this: pg.Client, ...args: unknown[]): unknown {
    const [first, second] = args
    const statement = typeof first === 'object' && first !== null && 'text' in first ? first : { text: first, values: second }
    if (kept && typeof statement.text === 'string') {
      const values = 'values' in statement && Array.isArray(statement.values) ? statement.values : []
      // As text, because a Buffer or a Date would not survive the way to the bench.
      const sent = values.map(value =>
        value instanceof Date ? value.toISOString() : Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value,
      )
      kept.set(`${statement.text}${JSON.stringify(sent)}`, { text: statement.text, values: sent })
    }
    return Reflect.apply(plain, this, args)
  },
})

process.on('message', message => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: (user + system) / 1_000, rss: process.memoryUsage().rss })
  }
  if (message === 'keep') {
    kept = new Map()
    process.send?.({ keeping: true })
  }
  if (message === 'take') {
    process.send?.({ statements: [...(kept?.values() ?? [])] })
    kept = null
  }
})
