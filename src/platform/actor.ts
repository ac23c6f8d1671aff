export const actions = ['create', 'read', 'update', 'delete'] as const
export type Action = (typeof actions)[number]
/** How far a right reaches. `own` includes records without an owner where the object has a pool. */
export type Reach = 'all' | 'team' | 'own' | 'none'

export type ObjectRights = Record<Action, Reach>

/** What a role may do. Data: edited in Settings, defaults from the playbook (H1). */
export interface Rights {
  /** By object name; `*` for the rest. */
  objects: Record<string, ObjectRights>
  fields: Record<string, { hidden: string[]; read_only: string[] }>
  /** May change Settings: users, roles, territories, scores, forms, addresses … */
  settings: boolean
  export: boolean
}

export interface ActingUser {
  id: string
  name: string
  email: string
  role: string
  time_zone: string
  team_ids: string[]
  /** Users who share a team with this one, itself included: what `team` reaches. */
  team_user_ids: string[]
}

/** Who does it. The change log keeps `kind`, `id` and `means` of every change. */
export interface Actor {
  kind: 'user' | 'key' | 'rule' | 'import' | 'system'
  /** The user, API key, rule or import; null for the system itself. */
  id: string | null
  /** Whose rights count; null only for the system, which may do everything. */
  user: ActingUser | null
  rights: Rights
  /** By which means: page, api, smtp, form, product_event, schedule, command_line … */
  means: string
  /** Scopes of an API key; `all` lifts the limit. */
  scopes: string[]
}

const everything: ObjectRights = { create: 'all', read: 'all', update: 'all', delete: 'all' }
export const allRights: Rights = { objects: { '*': everything }, fields: {}, settings: true, export: true }

/** The program itself, acting by a named means: intake from mail, a schedule, a migration of data. */
export const systemActor = (means: string): Actor => ({ kind: 'system', id: null, user: null, rights: allRights, means, scopes: ['all'] })

/** The reach of an action on an object that these rights give. */
export const reachIn = ({ objects }: Rights, object: string, action: Action): Reach => (objects[object] ?? objects['*'])?.[action] ?? 'none'
export const reach = (actor: Actor, object: string, action: Action): Reach => reachIn(actor.rights, object, action)
