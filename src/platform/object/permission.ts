import { type RawBuilder, sql } from 'kysely'
import { type Action, type Actor, type Reach, type Rights, reach } from '../actor.ts'
import { forbidden } from '../refuse.ts'
import { type ParentObject, parentObjects } from './define_object.ts'
import type { ObjectType, Registry } from './registry.ts'

export type Condition = RawBuilder<boolean>

const always = sql<boolean>`true`
const never = sql<boolean>`false`

/** True when the actor's right covers every record, so a query needs no predicate at all. Nobody changes what they do not see. */
export const seesAll = (registry: Registry, actor: Actor, type: ObjectType, action: Action): boolean => {
  // The program itself has no user and every right; a visitor has no user and none.
  if (!actor.user) return reach(actor, type.name, action) === 'all'
  if (action !== 'read') {
    const wide = type.settings ? actor.rights.settings : !type.sharedBy && reach(actor, type.name, action) === 'all'
    return wide && seesAll(registry, actor, type, 'read')
  }
  if (type.sharedBy || reach(actor, type.name, 'read') !== 'all') return false
  if (type.child) return parentObjects.every(parent => seesAll(registry, actor, registry.get(parent), 'read'))
  return !type.via || seesAll(registry, actor, registry.get(type.via.object), 'read')
}

/**
 * The one predicate that says which records an actor may read or change. Lists, single records, exports, search, the live
 * stream and bulk commands all go through it, so a check cannot be missing in one of them (H1).
 */
export function permitted(registry: Registry, actor: Actor, type: ObjectType, action: Action, alias = 't'): Condition {
  if (seesAll(registry, actor, type, action)) return always
  const { user } = actor
  if (!user || reach(actor, type.name, 'read') === 'none') return never
  const seen = seesAll(registry, actor, type, 'read') ? always : visible(registry, actor, type, alias)
  return action === 'read' ? seen : both(seen, changeable(registry, actor, type, action, alias))
}

const both = (one: Condition, other: Condition): Condition => {
  if (one === never || other === never) return never
  if (one === always || other === always) return one === always ? other : one
  return sql<boolean>`(${one} and ${other})`
}

function visible(registry: Registry, actor: Actor, type: ObjectType, alias: string): Condition {
  if (type.sharedBy) return sql<boolean>`(${sql.ref(`${alias}.${type.sharedBy}`)} or ${within(type, actor, 'own', alias)})`
  if (type.via) return throughVia(registry, type, alias, parent => permitted(registry, actor, parent, 'read', 'via'))
  if (type.child) return throughParents(registry, actor, type, alias)
  return within(type, actor, reach(actor, type.name, 'read'), alias)
}

/** Of what is seen, what may be changed: what is seen through another record belongs to whom that belongs to. */
function changeable(registry: Registry, actor: Actor, type: ObjectType, action: Action, alias: string): Condition {
  if (type.settings) return actor.rights.settings ? always : never
  const how = reach(actor, type.name, action)
  if (how === 'none') return never
  if (type.sharedBy) return actor.rights.settings ? always : within(type, actor, 'own', alias)
  if (type.via && how !== 'all') return throughVia(registry, type, alias, parent => within(parent, actor, how, 'via'))
  // What is seen by the same reach was asked for already.
  return how === reach(actor, type.name, 'read') && !type.child ? always : within(type, actor, how, alias)
}

/**
 * Whose records the actor sees, where the owner alone decides it: a filter by owner then settles the question, and the planner, which does
 * not see that two owners contradict each other, is not asked (it would walk a million records to find none). Null where more decides.
 */
export function ownersSeen(registry: Registry, actor: Actor, type: ObjectType): { field: string; has: (owner: unknown) => boolean } | null {
  const { user } = actor
  const how = reach(actor, type.name, 'read')
  if (!user || how === 'none' || seesAll(registry, actor, type, 'read') || type.sharedBy || type.via || type.child) return null
  const people: readonly unknown[] = how === 'team' ? user.team_user_ids : [user.id]
  return { field: type.owner ?? 'created_by', has: owner => (owner === null ? type.pool === true : people.includes(owner)) }
}

function within(type: ObjectType, actor: Actor, how: Reach, alias: string): Condition {
  if (how === 'all' || !actor.user) return always
  const people = how === 'team' ? actor.user.team_user_ids : [actor.user.id]
  const owner = sql.ref(`${alias}.${type.owner ?? 'created_by'}`)
  const mine = people.length === 1 ? sql<boolean>`${owner} = ${people[0]}` : sql<boolean>`${owner} = any(${people}::uuid[])`
  return type.pool ? sql<boolean>`(${mine} or ${owner} is null)` : mine
}

function throughVia(registry: Registry, type: ObjectType, alias: string, allowed: (parent: ObjectType) => Condition): Condition {
  if (!type.via) return always
  const field = sql.ref(`${alias}.${type.via.field}`)
  return sql<boolean>`(${field} is null or exists (select 1 from ${sql.table(type.via.object)} via where via.id = ${field}
    and ${allowed(registry.get(type.via.object))}))`
}

/** A child is seen by whoever sees one of the records it is on, as far as its own reach goes; one that is on no record, by its creator and owner. */
function throughParents(registry: Registry, actor: Actor, type: ObjectType, alias: string): Condition {
  const on = (parent: ParentObject) => sql.ref(`${alias}.${parent}_id`)
  const seen = parentObjects.map(
    parent =>
      sql<boolean>`(${on(parent)} is not null and exists (select 1 from ${sql.table(parent)} p where p.id = ${on(parent)} and ${permitted(registry, actor, registry.get(parent), 'read', 'p')}))`,
  )
  const alone = sql`coalesce(${sql.join(parentObjects.map(on))}) is null`
  const mine = ['created_by', ...(type.owner ? [type.owner] : [])].map(
    name => sql`${sql.ref(`${alias}.${name}`)} = ${actor.user?.id ?? null}`,
  )
  const reached = both(sql<boolean>`(${sql.join(seen, sql` or `)})`, within(type, actor, reach(actor, type.name, 'read'), alias))
  return sql<boolean>`(${reached} or (${alone} and (${sql.join(mine, sql` or `)})))`
}

/** Whether the actor may do this to any record of the object at all: 403 instead of an empty list. */
export function mayAtAll(actor: Actor, type: ObjectType, action: Action): boolean {
  if (type.settings && action !== 'read') return actor.rights.settings
  return reach(actor, type.name, action) !== 'none'
}

/** Refuses with 403 when the actor's role never allows the action on this object. */
export function demand(actor: Actor, type: ObjectType, action: Action): void {
  if (!mayAtAll(actor, type, action)) throw forbidden(`Your role may not ${action} ${type.label[1].toLowerCase()}.`)
}

const roleHides = (actor: Actor, object: string, field: string): boolean => actor.rights.fields[object]?.hidden.includes(field) ?? false

const split = (one: string): [object: string, field: string] => {
  const [object = '', field = ''] = one.split('.')
  return [object, field]
}

const isHidden = (actor: Actor, type: ObjectType, name: string): boolean =>
  actor.user !== null &&
  (roleHides(actor, type.name, name) ||
    (type.fields[name]?.sensitive === true && !actor.rights.settings) ||
    (type.fields[name]?.reveals?.some(one => roleHides(actor, ...split(one))) ?? false))

const readableOf = new WeakMap<Rights, WeakMap<ObjectType, readonly string[]>>()

/** Names of the fields that the actor may see, in the definition's order. The same list for as long as rights and fields are the same. */
export function readableFields(actor: Actor, type: ObjectType): readonly string[] {
  // The program itself sees what a user with the same rights may not.
  if (!actor.user) return Object.keys(type.fields)
  const known = readableOf.get(actor.rights) ?? new WeakMap<ObjectType, readonly string[]>()
  const names = known.get(type) ?? Object.keys(type.fields).filter(name => !isHidden(actor, type, name))
  readableOf.set(actor.rights, known.set(type, names))
  return names
}

/** Whether the role keeps any field of the object from the actor: what a log entry says besides may tell of any field, so it goes too. */
export const hidesFields = (actor: Actor, type: ObjectType): boolean =>
  actor.user !== null && Object.keys(type.fields).some(name => type.fields[name]?.sensitive !== true && isHidden(actor, type, name))

/** Whether a person may change the field by editing; commands change the rest. */
export const mayEdit = (actor: Actor, type: ObjectType, name: string): boolean =>
  type.fields[name]?.change !== 'commands' &&
  !isHidden(actor, type, name) &&
  !(actor.rights.fields[type.name]?.read_only.includes(name) ?? false)
