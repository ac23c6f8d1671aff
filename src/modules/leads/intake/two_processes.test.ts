import { spawn } from 'node:child_process'
import path from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { insertRecords } from '../../../platform/object/write.ts'
import { commit } from '../../../platform/testing/context.ts'
import { useDatabase } from '../../../platform/testing/database.ts'
import { leadWorld, startLeadWorld } from '../leads.testing.ts'

const database = useDatabase()
const [writers, batches, size] = [25, 8, 6]

/** 25 writers in a process of their own; ends when they have. */
function start(name: string): Promise<void> {
  const words = [path.join(import.meta.dirname, 'writers.testing.ts'), database.url, name, writers, batches, size].map(String)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'pipe'] })
    let said = ''
    child.stderr.on('data', part => {
      said += String(part)
    })
    child.once('error', reject)
    child.once('close', code => (code === 0 ? resolve() : reject(new Error(`The writers of ${name} ended with ${code}: ${said}`))))
  })
}

test('fifty writers in two processes, a quarter of their work abandoned, give everybody the same number of leads, give or take one (C3)', async () => {
  const people = Object.values(await startLeadWorld(database.db, ['Ana', 'Bo', 'Cem', 'Dana', 'Eva'])).map(actor => actor.user?.id ?? '')
  await commit(database.db, leadWorld(database.db), async ctx => {
    await insertRecords(ctx, 'territory', [
      { name: 'Europe', position: 1, countries: ['150'], members: people.slice(0, 3) },
      { name: 'Rest of world', position: 2, countries: ['*'], members: people },
    ])
  })
  await Promise.all([start('one'), start('two')])

  const kept =
    2 * Array.from({ length: writers * batches }, (_, n) => (Math.floor(n / batches) + (n % batches)) % 4 !== 0).filter(Boolean).length
  const { rows } = await sql<{ name: string; n: number }>`select t.name, count(*) as n from lead l join territory t on t.id = l.territory_id
    group by t.name, l.owner_id`.execute(database.db)
  for (const [name, members] of [
    ['Europe', 3],
    ['Rest of world', 5],
  ] as const) {
    const counts = rows.filter(row => row.name === name).map(row => row.n)
    expect(counts).toHaveLength(members)
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe((kept * size) / 2)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  }
}, 180_000)
