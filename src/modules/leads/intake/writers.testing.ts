import { openDatabase } from '../../../platform/db/database.ts'
import { commit } from '../../../platform/testing/context.ts'
import { leadWorld } from '../leads.testing.ts'
import { intakeMany } from './intake.ts'

/**
 * A process of its own that takes leads in through many connections at once and abandons some of its transactions after their leads were
 * assigned: `node writers.testing.ts URL NAME WRITERS BATCHES SIZE`.
 */
const [url = '', name = '', ...numbers] = process.argv.slice(2)
const [writers = 0, batches = 0, size = 0] = numbers.map(Number)
const abandon = new Error('abandoned on purpose')

const open = openDatabase(url, { max: writers })
const context = leadWorld(open.db)

async function write(writer: number): Promise<void> {
  for (let batch = 0; batch < batches; batch++)
    await commit(open.db, context, async ctx => {
      await intakeMany(
        ctx,
        Array.from({ length: size }, (_, n) => ({
          source: 'event',
          values: { email: `p${n}@${name}-${writer}-${batch}-${n}.example`, country: n % 2 ? 'DE' : 'US' },
        })),
      )
      if ((writer + batch) % 4 === 0) throw abandon
    }).catch(error => {
      if (error !== abandon) throw error
    })
}

try {
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
} finally {
  await open.close()
}
