import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../src/app/config.ts'
import { type Ground, openGround } from '../src/app/program.ts'
import { addField } from '../src/modules/fields/add_field.ts'
import { rebuildSearch } from '../src/modules/search/rebuild_search.ts'
import { createApiKey } from '../src/modules/users/create_api_key.ts'
import { createUser } from '../src/modules/users/create_user.ts'
import { createRole } from '../src/modules/users/save_role.ts'
import { setUp } from '../src/modules/users/set_up.ts'
import type { ObjectRights, Reach } from '../src/platform/actor.ts'
import type { Context } from '../src/platform/context.ts'
import { connectEmbedded, type Embedded, startEmbedded } from '../src/platform/db/embedded.ts'
import { databaseUrl, onServer } from '../src/platform/db/on_server.ts'
import type { FieldKind } from '../src/platform/object/field.ts'
import { createRecord } from '../src/platform/object/write.ts'
import { generate, type Scale, scales } from './generate.ts'
import { busiest, createWorld } from './world.ts'

/** Who the bench calls as, and what it asks for: kept beside the data, so that a second run finds both. */
export interface Workspace {
  scale: Scale
  keys: Record<'admin' | 'own' | 'team', string>
  busiestAccount: string
}

export interface OpenWorkspace extends Workspace {
  folder: string
  databaseUrl: string
  /** Seconds that the generating took; null when the data were there. */
  made: number | null
  close: () => Promise<void>
}

interface Options {
  scale: Scale
  /** A folder that is kept and used again; null: one for this run only. */
  folder: string | null
  forTests: boolean
  say: (line: string) => void
}

/** The generated workspace on its own embedded database: made now, or found in the folder. */
export async function openWorkspace({ scale, folder: given, forTests, say }: Options): Promise<OpenWorkspace> {
  const folder = given ?? fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-bench-'))
  fs.mkdirSync(folder, { recursive: true })
  fs.chmodSync(folder, 0o755)
  const dataDir = path.join(folder, 'postgres')
  // Two benches may look at the same data at once.
  const embedded = (await connectEmbedded(dataDir)) ?? (await startEmbedded({ dataDir, forTests }))
  const close = async () => {
    await embedded.stop()
    if (given === null) fs.rmSync(folder, { recursive: true, force: true })
  }
  try {
    const about = path.join(folder, 'bench.json')
    const start = performance.now()
    const isThere = fs.existsSync(about)
    if (!isThere) fs.writeFileSync(about, JSON.stringify(await make(embedded, folder, scale, say)))
    const made = isThere ? null : (performance.now() - start) / 1_000
    const workspace: Workspace = JSON.parse(fs.readFileSync(about, 'utf8'))
    return { ...workspace, folder, databaseUrl: databaseUrl(embedded.url('postgres'), 'bench'), made, close }
  } catch (error) {
    await close()
    throw error
  }
}

const rights = (read: Reach): ObjectRights => ({ create: 'all', read, update: read, delete: read })

async function make(embedded: Embedded, folder: string, scale: Scale, say: Options['say']): Promise<Workspace> {
  await onServer(embedded.url('postgres'), 'drop database if exists bench with (force)')
  await onServer(embedded.url('postgres'), 'create database bench')
  const ground = await openGround(
    { ...readConfig({ DATABASE_URL: databaseUrl(embedded.url('postgres'), 'bench') }), dataDir: folder },
    pino({ level: 'error' }),
  )
  try {
    const { keys, sellers } = await ground.begin('bench', setUpPeople)
    await addFields(ground)
    const world = createWorld(scales[scale], sellers, customOf(ground))
    await generate(ground.pool, world, say)
    const start = performance.now()
    await ground.begin('bench', ctx => rebuildSearch(ctx))
    await vacuum(ground, 'search_token, search_vocabulary')
    say(`${'search'.padEnd(16)}${((performance.now() - start) / 1_000).toFixed(1)} s`)
    return { scale, keys, busiestAccount: busiest(world) }
  } finally {
    await ground.close()
  }
}

/** An admin and thirty sellers in five teams; one of them sees only their own records, one only their team's. */
async function setUpPeople(ctx: Context) {
  const { id: admin } = await setUp(ctx, { company: 'Bench', name: 'Ada', email: 'ada@bench.example', password: randomUUID() })
  for (const reach of ['own', 'team'] as const)
    await createRole(ctx, {
      key: reach,
      label: `Sees ${reach}`,
      rights: {
        objects: { '*': rights('all'), ...Object.fromEntries(owned.map(name => [name, rights(reach)])) },
        fields: {},
        settings: false,
        export: true,
      },
    })
  const teams: string[] = []
  for (let index = 0; index < 5; index++) teams.push((await createRecord(ctx, 'team', { name: `Team ${index}` }, { trusted: true })).id)
  const sellers: string[] = []
  for (let index = 0; index < 30; index++) {
    const role = index === 3 ? 'own' : index === 4 ? 'team' : 'sales'
    const { id } = await createUser(ctx, {
      name: `Seller ${index}`,
      email: `s${index}@bench.example`,
      role,
      team_ids: [teams[index % 5] ?? ''],
    })
    sellers.push(id)
  }
  await ctx.tx.updateTable('territory').set({ members: sellers }).execute()
  const keyFor = async (name: string, user: string) => (await createApiKey(ctx, { name, scopes: ['all'], user_id: user })).key
  const keys = {
    admin: await keyFor('bench', admin),
    own: await keyFor('own', sellers[3] ?? ''),
    team: await keyFor('team', sellers[4] ?? ''),
  }
  return { keys, sellers }
}

const owned = ['lead', 'contact', 'account', 'opportunity', 'task']

/** Forty fields that an admin might add to leads, through the door that Settings uses. */
async function addFields({ begin }: Ground): Promise<void> {
  const kinds: FieldKind[] = ['choice', 'choice', 'number', 'date', 'text', 'money', 'checkbox', 'datetime']
  for (let index = 0; index < 40; index++) {
    const kind = kinds[index % kinds.length] ?? 'text'
    const options = kind === 'choice' ? Array.from({ length: 8 }, (_, at) => ({ value: `v${at}`, label: `Value ${at}` })) : null
    await begin('bench', ctx =>
      addField(ctx, { object: 'lead', name: `${kind}_${index}`, kind, label: `Own ${kind} ${index}`, required: false, options }),
    )
  }
}

async function vacuum({ pool }: Ground, tables: string): Promise<void> {
  const client = await pool.connect()
  await client.query('set statement_timeout = 0')
  await client.query(`vacuum (analyze) ${tables}`)
  client.release(true)
}

const customOf = ({ registry }: Ground) =>
  Object.entries(registry.get('lead').fields)
    .filter(([, field]) => field.custom)
    .map(([name, field]) => ({ name, field }))
