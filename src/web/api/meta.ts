import { useQuery } from '@tanstack/react-query'
import { get } from './client.ts'
import { queryClient } from './query_client.ts'
import type { ListPage, Meta, MetaObject, Person, Rec } from './types.ts'

const metaQuery = {
  queryKey: ['meta'],
  queryFn: async () => {
    const meta = await get<Meta>('/meta')
    keepViews(meta)
    return withChildFields(meta)
  },
  staleTime: Number.POSITIVE_INFINITY,
}

export const viewsKey = (object: string) => ['few', 'view', object] as const

/** The views came along, so that a first list need not ask for them before it can ask for its rows. */
function keepViews({ objects, views }: Meta): void {
  if (!views) return
  for (const { name } of objects)
    if (!queryClient.getQueryData(viewsKey(name)))
      queryClient.setQueryData<ListPage>(viewsKey(name), {
        data: views.filter(view => view.object === name),
        next_cursor: null,
        count: null,
      })
}

/** A child's record is one column on screen, not a kind and an id. */
function withChildFields(meta: Meta): Meta {
  for (const object of meta.objects) {
    if (!object.child) continue
    const { record_object: _kind, record_id: _id, ...fields } = object.fields
    for (const parent of meta.objects) {
      const field = fields[`${parent.name}_id`]
      if (field) field.label = parent.label[0]
    }
    object.fields = { ...fields, record: { kind: 'json', label: 'On', can_edit: false, change: 'commands' } }
  }
  return meta
}

export const loadMeta = () => queryClient.ensureQueryData(metaQuery)
export const refreshMeta = () => queryClient.invalidateQueries({ queryKey: metaQuery.queryKey })

/** What the page knows of the workspace, the user and the objects. Pages under the shell render only once it is there. */
export function useMeta(): Meta {
  const { data } = useQuery(metaQuery)
  if (!data) throw new Error('The page was drawn before its meta data.')
  return data
}

/** One object's definition by its name (`lead`). */
export function useObject(name: string): MetaObject {
  return objectOf(useMeta(), name)
}

export function objectOf(meta: Meta, name: string): MetaObject {
  const found = meta.objects.find(object => object.name === name)
  if (!found) throw new Error(`Your role may not see this kind of record (${name}).`)
  return found
}

export const hasObject = (meta: Meta, name: string): boolean =>
  meta.objects.some(object => object.name === name && object.can.read !== 'none')
export const usePerson = (id: unknown): Person | undefined => useMeta().users.find(person => person.id === id)
const offers = (object: MetaObject, verb: string): boolean => !object.without?.includes(verb)
/** Leads have a creating command of their own instead of the generic one. */
export const mayCreate = (object: MetaObject): boolean =>
  object.can.create !== 'none' && (object.name === 'lead' || offers(object, 'create'))
export const mayUpdate = (object: MetaObject): boolean => object.can.update !== 'none' && offers(object, 'update')
/** Whether this very record may be changed: a role that changes its own only is not offered what would be refused. */
export function mayUpdateThis(meta: Meta, object: MetaObject, record: Rec): boolean {
  if (!mayUpdate(object)) return false
  const reach = object.can.update
  if (reach === 'all' || !object.owner) return true
  const owner = record[object.owner] ?? null
  if (owner === null) return object.pool === true
  return owner === meta.me.id || (reach === 'team' && (meta.me.team_user_ids ?? []).includes(String(owner)))
}
/** Why this very record may not be changed by whoever looks at it; undefined when it may. */
export function whyNotUpdate(meta: Meta, object: MetaObject, record: Rec): string | undefined {
  const [one, many] = object.label
  if (typeof record.deleted_at === 'string') return `This ${one.toLowerCase()} is in the bin.`
  if (mayUpdateThis(meta, object, record)) return undefined
  return mayUpdate(object) ? `This ${one.toLowerCase()} belongs to somebody else.` : `Your role may not change ${many.toLowerCase()}.`
}
export const mayDelete = (object: MetaObject): boolean => object.can.delete !== 'none' && offers(object, 'delete')
export const mayBulk = (object: MetaObject): boolean => mayUpdate(object) && offers(object, 'bulk')
export const mayMerge = (object: MetaObject): boolean => mayUpdate(object) && mayDelete(object) && offers(object, 'merge')
