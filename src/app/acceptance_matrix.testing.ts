import { type Action, actions, type ObjectRights, type Reach, type Rights } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { newId } from '../platform/id.ts'
import { type ParentObject, parentObjects, systemFields } from '../platform/object/define_object.ts'
import type { ObjectType } from '../platform/object/registry.ts'
import { insertRecords, updateRecords } from '../platform/object/write.ts'
import { ROLES } from '../playbooks/roles.ts'

/** The roles of the matrix: those of the playbook, and some whose reaches are mixed as nobody would mix them. */
export const roles: Readonly<Record<string, Rights>> = {
  ...Object.fromEntries(ROLES.map(({ key, rights }) => [key, rights])),
  ...Object.fromEntries(
    Object.entries({
      own: 'own own own own',
      team: 'team team team team',
      narrow_read: 'all own all all',
      team_read: 'all team own none',
      team_update: 'none all team own',
      only_deletes: 'all all none all',
      reads_nothing: 'all none all all',
    }).map(([key, reaches]) => [key, rightsOf({ '*': reachesOf(reaches) }, { export: key !== 'team' })]),
  ),
  // Each object for itself: what hangs on two records is seen through either of them.
  no_leads: rightsOf({ '*': reachesOf('all all all all'), lead: reachesOf('none none none none') }, { settings: true }),
  by_account: rightsOf({
    '*': reachesOf('all all own own'),
    lead: reachesOf('none none none none'),
    contact: reachesOf('own own own own'),
    account: reachesOf('own team own none'),
    opportunity: reachesOf('own own own own'),
  }),
}

function reachesOf(text: string): ObjectRights {
  const reaches = text.split(' ') as Reach[]
  return Object.fromEntries(actions.map((action, index) => [action, reaches[index] ?? 'none'])) as ObjectRights
}

function rightsOf(objects: Rights['objects'], more: Partial<Rights> = {}): Rights {
  return { objects, fields: {}, settings: false, export: true, ...more }
}

export interface Person {
  id: string
  role: string
  rights: Rights
  teams: readonly string[]
}

/** One record of the world, with all that says who may do what to it. */
export interface Known {
  object: string
  id: string
  /** Of the owner field; where an object has none, whoever made it. */
  owner: string | null
  maker: string | null
  parents: Partial<Record<ParentObject, string>>
  /** The record that it is seen through. */
  via: string | null
  shared: boolean
  amount: number
  /** Of a view: the object that it lists. */
  about: string
  /** A word that its title alone has: where it is read, the record was seen. */
  word: string
}

/** Everything that exists, and who may do what: worked out from the roles and the definitions, not with the program's predicate. */
export class World {
  readonly records = new Map<string, Known>()
  readonly people = new Map<string, Person>()
  readonly types: ReadonlyMap<string, ObjectType>

  constructor(types: readonly ObjectType[]) {
    this.types = new Map(types.map(type => [type.name, type]))
  }

  of(object: string): Known[] {
    return [...this.records.values()].filter(one => one.object === object)
  }

  #type(object: string): ObjectType {
    const type = this.types.get(object)
    if (!type) throw new Error(`There is no ${object}`)
    return type
  }

  reach(person: Person, object: string, action: Action): Reach {
    const { objects } = person.rights
    return (objects[object] ?? objects['*'])?.[action] ?? 'none'
  }

  #within(person: Person, record: Known, reach: Reach): boolean {
    if (reach === 'all' || reach === 'none') return reach === 'all'
    if (record.owner === null) return this.#type(record.object).pool === true
    if (record.owner === person.id) return true
    const teams = this.people.get(record.owner)?.teams ?? []
    return reach === 'team' && teams.some(team => person.teams.includes(team))
  }

  readonly #seen = new Map<string, boolean>()

  sees(person: Person, record: Known): boolean {
    const key = `${person.id} ${record.id}`
    const known = this.#seen.get(key) ?? this.#sees(person, record)
    this.#seen.set(key, known)
    return known
  }

  #sees(person: Person, record: Known): boolean {
    const type = this.#type(record.object)
    const reach = this.reach(person, record.object, 'read')
    if (reach === 'none') return false
    if (type.sharedBy) return record.shared || record.owner === person.id
    if (type.via) {
      const target = record.via === null ? null : this.records.get(record.via)
      return !target || this.sees(person, target)
    }
    if (!type.child) return this.#within(person, record, reach)
    const on = parentObjects.flatMap(parent => this.records.get(record.parents[parent] ?? '') ?? [])
    if (on.length > 0) return this.#within(person, record, reach) && on.some(parent => this.sees(person, parent))
    const everything = [record.object, ...parentObjects].every(object => this.reach(person, object, 'read') === 'all')
    return everything || [record.owner, record.maker].includes(person.id)
  }

  /** Whether the action is for this person at all, whatever the record. */
  ever(person: Person, object: string, action: Action): boolean {
    if (this.#type(object).settings && action !== 'read') return person.rights.settings
    return this.reach(person, object, action) !== 'none'
  }

  /** Whether nothing that is worked with is kept from this person: what a webhook carries outside. */
  seesEverything(person: Person): boolean {
    const hides = Object.values(person.rights.fields).some(one => one.hidden.length > 0)
    return (
      !hides && [...this.types.values()].every(type => type.settings || type.sharedBy || this.reach(person, type.name, 'read') === 'all')
    )
  }

  may(person: Person, record: Known, action: 'read' | 'update' | 'delete'): boolean {
    if (!this.sees(person, record)) return false
    if (action === 'read') return true
    if (!this.ever(person, record.object, action)) return false
    const type = this.#type(record.object)
    if (type.settings) return true
    const reach = this.reach(person, record.object, action)
    if (type.sharedBy) return record.owner === person.id || (record.shared && person.rights.settings)
    // Who takes part in an opportunity is part of it; what came in belongs to whose the lead or conversation is.
    if (type.via) {
      const target = record.via === null ? null : this.records.get(record.via)
      return !target || this.#within(person, target, reach)
    }
    return this.#within(person, record, reach)
  }

  /** What the single-record doors answer: 403 where the role never may, 404 for what it does not see, 403 for what it only sees. */
  status(person: Person, record: Known, action: 'read' | 'update' | 'delete'): number {
    if (!this.ever(person, record.object, action)) return 403
    if (!this.sees(person, record)) return this.ever(person, record.object, 'read') ? 404 : action === 'read' ? 403 : 404
    return this.may(person, record, action) ? 200 : 403
  }
}

/** What is needed of each object besides its name; every registered object must be here. */
type Values = Record<string, unknown>
const moment = new Date('2026-11-20T10:00:00Z')

/** Fills the world: of every object something of each person, of a colleague of their team, of a stranger and of nobody. */
export async function fillWorld(ctx: Context, world: World, owners: readonly string[], stranger: string): Promise<void> {
  let made = 0
  const record = (object: string, more: Partial<Known> = {}): Known => ({
    object,
    id: newId(),
    owner: null,
    maker: null,
    parents: {},
    via: null,
    shared: false,
    amount: 0,
    about: '',
    word: `zq${(made++).toString(36).padStart(4, '0')}x`,
    ...more,
  })
  const insert = async (object: string, records: readonly Known[], valuesOf: (one: Known, index: number) => Values) => {
    for (const one of records) world.records.set(one.id, one)
    await insertRecords(
      ctx,
      object,
      records.map((one, index) => ({
        id: one.id,
        ...Object.fromEntries(Object.entries(one.parents).map(([parent, id]) => [`${parent}_id`, id])),
        ...(world.types.get(object)?.child ? onOf(one) : {}),
        ...valuesOf(one, index),
      })),
    )
  }
  const owned = (object: string, and: readonly (string | null)[] = [null]) => [...owners, ...and].map(owner => record(object, { owner }))

  const accounts = owned('account')
  await insert('account', accounts, (one, index) => ({ name: `Account ${one.word}`, domain: `d${index}.example`, owner_id: one.owner }))
  const contacts = owned('contact')
  await insert('contact', contacts, one => ({ name: `Contact ${one.word}`, email: `${one.word}@people.example`, owner_id: one.owner }))
  const leads = owned('lead')
  // All of one company, so that whoever asks who is in touch with it could be told of all of them.
  await insert('lead', leads, one => ({
    name: `Lead ${one.word}`,
    email: `${one.word}@oneandthesame.example`,
    status: 'working',
    owner_id: one.owner,
  }))
  // At a company whose account is a stranger's: a conversion, or a look for duplicates, could name it.
  const there = `d${owners.indexOf(stranger)}.example`
  const atStrangers = owned('lead', [])
  await insert('lead', atStrangers, one => ({
    name: `Lead ${one.word}`,
    email: `${one.word}@${there}`,
    status: 'working',
    owner_id: one.owner,
  }))
  const deals = owned('opportunity', []).map((one, index) => ({ ...one, amount: 1_000 + index }))
  await insert('opportunity', deals, (one, index) => ({
    name: `Opportunity ${one.word}`,
    account_id: accounts[(index + 1) % accounts.length]?.id,
    amount: String(one.amount),
    close_date: '2027-01-15',
    owner_id: one.owner,
  }))
  await insert(
    'contact_role',
    deals.map(one => record('contact_role', { via: one.id })),
    one => ({ opportunity_id: one.via, contact_id: contacts[0]?.id, role: 'champion' }),
  )

  const mains: Readonly<Record<ParentObject, readonly Known[]>> = { lead: leads, contact: contacts, account: accounts, opportunity: deals }
  const mainOf = (index: number, owner: string | null) => {
    const parent = parentObjects[index % (owner === null ? 3 : 4)] ?? 'lead'
    const found = mains[parent].find(one => one.owner === owner)
    if (!found) throw new Error(`Nobody has a ${parent}`)
    return { [parent]: found.id }
  }
  const children = (object: string, hasOwner: boolean) => {
    const of = (by: string | null, parents: Known['parents']) => record(object, { owner: by, maker: hasOwner ? stranger : by, parents })
    return [
      ...owners.flatMap((one, index) => [of(stranger, mainOf(index, one)), of(one, mainOf(index + 1, stranger)), of(one, {})]),
      of(stranger, mainOf(0, null)),
      of(stranger, { ...mainOf(3, stranger), ...mainOf(2, null) }),
      of(owners[0] ?? null, { ...mainOf(3, stranger), ...mainOf(2, owners[1] ?? null) }),
    ]
  }
  await insert('task', children('task', true), one => ({
    subject: `Task ${one.word}`,
    priority: 'normal',
    owner_id: one.owner,
    due_at: new Date('2026-12-01T09:00:00Z'),
  }))
  await insert('note', children('note', false), one => ({ text: `Note ${one.word}` }))
  await insert('activity', children('activity', false), one => ({ title: `Call ${one.word}`, kind: 'call', occurred_at: moment }))
  await insert('file', children('file', false), one => ({ name: `${one.word}.txt`, content_type: 'text/plain', size: 1, sha256: one.id }))
  const sequence = await ctx.tx.selectFrom('sequence').select('id').where('deleted_at', 'is', null).executeTakeFirstOrThrow()
  await insert('enrollment', children('enrollment', false), one => ({
    name: one.word,
    sequence_id: sequence.id,
    state: 'finished',
    time_zone: 'UTC',
    sent: 0,
    sent_steps: [],
  }))

  const conversations = owned('conversation')
  await insert('conversation', conversations, one => ({
    subject: `Conversation ${one.word}`,
    status: 'open',
    owner_id: one.owner,
    last_message_at: moment,
  }))
  await insert(
    'message',
    conversations.map(one => record('message', { via: one.id })),
    one => ({ subject: one.word, conversation_id: one.via, message_key: one.word, direction: 'in', sent_at: moment }),
  )
  await insert(
    'inbound',
    leads.map(one => record('inbound', { via: one.id })),
    one => ({
      subject: one.word,
      lead_id: one.via,
      channel: 'api',
      source_id: one.word,
      received_at: moment,
      state: 'done',
      outcome: 'created',
    }),
  )
  await insert(
    'ticket',
    leads.map(one => record('ticket', { via: one.id })),
    one => ({ subject: one.word, lead_id: one.via, queue: 'support', state: 'open' }),
  )

  const shared = parentObjects.map(about => record('view', { owner: stranger, shared: true, about }))
  await insert('view', [...owned('view', []), ...shared], one => ({
    name: `View ${one.word}`,
    object: one.about || 'lead',
    shared: one.shared,
    owner_id: one.owner,
  }))
  await insert('quota', owned('quota', []), one => ({ user_id: one.owner, period: '2026-Q4', amount: '100' }))

  const plain: Readonly<Record<string, (one: Known) => Values>> = {
    team: one => ({ name: one.word }),
    product: one => ({ name: one.word, billing: 'monthly', position: 99 }),
    address: one => ({ address: `${one.word}@northlight.example`, purpose: 'general' }),
    territory: one => ({ name: one.word, position: 99, countries: [], members: [] }),
    form: one => ({ name: one.word, slug: one.word, fields: [], redirect_hosts: [], source: 'contact_form', active: false }),
    sequence: one => ({ name: one.word, steps: [], stop_on: {}, active: false }),
    unsubscribe: one => ({ email: `${one.word}@nomore.example`, way: 'by_hand' }),
    webhook: one => ({ url: `https://127.0.0.1:1/${one.word}`, events: ['none.at_all'], active: false }),
    mail: one => ({ to_address: `${one.word}@people.example`, subject: 'x', text: 'x', state: 'kept', attempts: 0 }),
    role: one => ({ key: one.word, label: one.word, rights: rightsOf({}), position: 99 }),
    user: one => ({ name: one.word, email: `${one.word}@northlight.example`, role: 'read_only', active: true, time_zone: 'UTC' }),
  }
  for (const [object, valuesOf] of Object.entries(plain)) await insert(object, [record(object)], valuesOf)
  const pipeline = await ctx.tx.selectFrom('pipeline').select('id').where('deleted_at', 'is', null).executeTakeFirstOrThrow()
  world.records.set(pipeline.id, record('pipeline', { id: pipeline.id }))

  const missing = [...world.types.keys()].filter(object => world.of(object).length === 0)
  if (missing.length > 0) throw new Error(`The matrix has no record of: ${missing.join(', ')}`)
  for (const { object, id, maker } of world.records.values())
    if (maker !== null)
      await ctx.tx
        .updateTable(object as 'note')
        .set({ created_by: maker })
        .where('id', '=', id)
        .execute()
  for (const { id } of world.of('file'))
    await ctx.tx
      .insertInto('file_content')
      .values({ file_id: id, content: Buffer.from('x') })
      .execute()
}

function onOf({ parents }: Known): Values {
  const [first] = Object.entries(parents)
  return first ? { record_object: first[0], record_id: first[1] } : {}
}

/** Which fields a role keeps from its people, and which it only shows: one role the ones, another the others, of every object. */
export function halves(types: readonly ObjectType[], odd: number): Rights {
  const fields = types.map(type => {
    const names = Object.keys(type.fields).filter(name => !(name in systemFields) && !name.startsWith('record_') && !isStamped(type, name))
    const half = (rest: number) => names.filter((_, index) => index % 2 === rest)
    return [type.name, { hidden: half(odd), read_only: half(1 - odd) }] as const
  })
  return rightsOf({ '*': reachesOf('all all all all') }, { settings: true, fields: Object.fromEntries(fields) })
}

const isStamped = (type: ObjectType, name: string) => type.child === true && parentObjects.some(parent => name === `${parent}_id`)

/** Hidden by the role, by being for those with the right to Settings, or because it repeats what is hidden. */
export const isHidden = ({ rights }: Person, type: ObjectType, name: string): boolean =>
  (rights.fields[type.name]?.hidden.includes(name) ?? false) ||
  (type.fields[name]?.sensitive === true && !rights.settings) ||
  (type.fields[name]?.reveals ?? []).some(one => rights.fields[one.split('.')[0] ?? '']?.hidden.includes(one.split('.')[1] ?? '') ?? false)

/** A word of its own for every text of a record of each object, so that each can be recognised wherever it turns up. */
export async function markTexts(ctx: Context, world: World): Promise<Map<string, { object: string; field: string }>> {
  const marks = new Map<string, { object: string; field: string }>()
  for (const object of marked) {
    const type = world.types.get(object)
    const [one] = world.of(object)
    if (!type || !one) throw new Error(`There is no ${object}`)
    const changes: Values = {}
    for (const [field, { kind }] of Object.entries(type.fields)) {
      if (!['text', 'long_text', 'email', 'url'].includes(kind) || unmarked.has(field)) continue
      const word = `zh${marks.size.toString(36).padStart(3, '0')}y`
      marks.set(word, { object, field })
      changes[field] =
        kind === 'email'
          ? `${word}@${word}.example`
          : kind === 'url'
            ? `https://${word}.example/`
            : `${type.label[0]} ${field === type.title ? one.word : ''} ${word}`
    }
    await updateRecords(ctx, object, [{ id: one.id, changes }])
  }
  return marks
}

const marked = [...parentObjects, 'task', 'note', 'activity', 'conversation', 'message', 'inbound', 'ticket', 'enrollment', 'file']
/** What has to be one of a few. */
const unmarked = new Set(['record_object', 'currency', 'time_zone', 'message_key', 'source_id', 'content_type', 'sha256', 'rule', 'domain'])
