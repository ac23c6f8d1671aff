import type { Action, ObjectRights, Reach, Rights } from '../../../../platform/actor.ts'
import type { MetaObject, Rec } from '../../../api/types.ts'

export type { Action, ObjectRights, Reach, Rights }
export type RoleRec = Rec & { key: string; label: string; rights: Rights; position: number }

export const actions: readonly { action: Action; label: string; verb: string }[] = [
  { action: 'read', label: 'See', verb: 'sees' },
  { action: 'create', label: 'Add', verb: 'adds' },
  { action: 'update', label: 'Change', verb: 'changes' },
  { action: 'delete', label: 'Delete', verb: 'deletes' },
]
export const reaches: readonly { value: Reach; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'team', label: "Team's" },
  { value: 'own', label: 'Own' },
  { value: 'none', label: 'None' },
]
/** What counts for objects that a role names no rights of. */
export const others = '*'
const nothing: ObjectRights = { create: 'none', read: 'none', update: 'none', delete: 'none' }

export const rightsFor = (rights: Rights, object: string): ObjectRights => rights.objects[object] ?? rights.objects[others] ?? nothing

const whose = (reach: Reach, many: string, pool: boolean): string =>
  ({ all: `all ${many}`, team: `the team's ${many}`, own: pool ? `own ${many} and those of nobody` : `own ${many}`, none: `no ${many}` })[
    reach
  ]

/** What a role can do, in sentences; objects with the same rights stand together. */
export function describeRights(label: string, rights: Rights, objects: readonly MetaObject[]): string[] {
  const groups = new Map<string, string[]>()
  for (const object of objects) {
    const key = JSON.stringify(rightsFor(rights, object.name))
    groups.set(key, [...(groups.get(key) ?? []), object.name])
  }
  const sentences = [...groups].map(([key, names]) => {
    const own: ObjectRights = JSON.parse(key)
    const words = names.map(name => objects.find(object => object.name === name)?.label[1].toLowerCase() ?? name)
    const many = words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? '')
    const pool = names.includes('lead')
    const parts = actions.filter(({ action }) => own[action] !== 'none').map(({ action, verb }) => [verb, own[action]] as const)
    if (parts.length === 0) return `${label} does not see ${many}.`
    if (parts.length === actions.length && parts.every(([, reach]) => reach === 'all')) return `${label} may do everything with ${many}.`
    const byReach = new Map<Reach, string[]>()
    for (const [verb, reach] of parts) byReach.set(reach, [...(byReach.get(reach) ?? []), verb])
    const clauses = [...byReach].map(
      ([reach, verbs], index) => `${verbs.join(', ')} ${index === 0 ? whose(reach, many, pool) : whose(reach, 'ones', pool)}`,
    )
    return `${label} ${clauses.join('; ')}.`
  })
  const hidden = Object.entries(rights.fields).filter(([, lists]) => lists.hidden.length + lists.read_only.length > 0)
  for (const [name, lists] of hidden) {
    const object = objects.find(one => one.name === name)
    const labels = (fields: string[]) => fields.map(field => object?.fields[field]?.label ?? field).join(', ')
    const many = object?.label[1].toLowerCase() ?? name
    if (lists.hidden.length > 0) sentences.push(`Of ${many} they do not see: ${labels(lists.hidden)}.`)
    if (lists.read_only.length > 0) sentences.push(`Of ${many} they cannot change: ${labels(lists.read_only)}.`)
  }
  sentences.push(rights.settings ? 'They may change Settings.' : 'They may not change Settings, except their own.')
  sentences.push(rights.export ? 'They may export lists.' : 'They may not export.')
  return sentences
}
