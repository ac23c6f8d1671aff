import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import type { Field } from '../../platform/object/field.ts'
import type { Row } from '../../platform/object/list.ts'
import { readableFields } from '../../platform/object/permission.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { countryName } from '../countries/countries.rule.ts'
import { splitName } from '../enrichment/person_name.rule.ts'

export interface Owner {
  id: string
  name: string
  email: string
}

/** A field's value as it stands in a sentence. */
function inWords(field: Field, value: unknown, users: ReadonlyMap<string, Owner>): string | null {
  if (value === null || value === undefined) return null
  if (field.kind === 'country') return countryName(String(value))
  if (field.kind === 'choice') return field.options?.find(option => option.value === value)?.label ?? String(value)
  if (field.kind === 'user') return users.get(String(value))?.name ?? null
  if (field.kind === 'checkbox') return value === true ? 'yes' : null
  if (field.kind === 'number') return Number(value).toLocaleString('en')
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (Array.isArray(value)) return value.map(String).join(', ')
  return typeof value === 'object' ? null : String(value)
}

const usable = (field: Field): boolean => field.kind !== 'json' && field.kind !== 'ref' && field.kind !== 'refs'

/** The names that may stand in braces in a mail to such a record. */
export const mergeFieldNames = (type: ObjectType): string[] => [
  ...Object.entries(type.fields).flatMap(([name, field]) => (usable(field) ? [name] : [])),
  ...beside,
]
const beside = ['first_name', 'company', 'owner.name', 'owner.first_name', 'owner.email', 'workspace.name']

export interface MergeValues {
  fill: (field: string) => string | null
  owner: Owner | null
}

/** What the merge fields of these records stand for, by record: as much of it as the actor may see. Two queries, however many. */
export async function mergeValues(
  ctx: Pick<ReadContext, 'tx' | 'registry' | 'actor' | 'settings'>,
  object: string,
  rows: readonly Row[],
): Promise<Map<string, MergeValues>> {
  const type = ctx.registry.get(object)
  const readable = new Set(readableFields(ctx.actor, type))
  const userFields = Object.keys(type.fields).filter(name => type.fields[name]?.kind === 'user')
  const wanted = rows.flatMap(row => userFields.map(name => row[name])).filter(id => typeof id === 'string')
  const found = await sql<Owner>`select id, name, email from "user" where id = any(${[...new Set(wanted)]}::uuid[]) and active`.execute(
    ctx.tx,
  )
  const users = new Map(found.rows.map(one => [one.id, one]))
  const accounts = await accountNames(ctx, object, rows)
  const workspace = ctx.settings.get(workspaceSetting).name
  return new Map(
    rows.map(row => {
      const owner = users.get(String(row.owner_id)) ?? null
      const name = typeof row.name === 'string' && row.name !== row.company ? row.name : null
      const values: Record<string, string | null> = {
        ...Object.fromEntries(
          Object.entries(type.fields)
            .filter(([field, { kind }]) => readable.has(field) && usable({ ...type.fields[field], kind } as Field))
            .map(([field, definition]) => [field, inWords(definition, row[field], users)]),
        ),
        'owner.name': owner?.name ?? null,
        'owner.first_name': owner ? splitName(owner.name).first_name : null,
        'owner.email': owner?.email ?? null,
        'workspace.name': workspace,
      }
      values.first_name ??= readable.has('first_name') ? splitName(name).first_name : null
      values.company ??= accounts.get(String(row.account_id)) ?? null
      return [row.id, { owner, fill: (field: string) => values[field] ?? null }]
    }),
  )
}

async function accountNames(ctx: Pick<ReadContext, 'tx'>, object: string, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = object === 'contact' ? rows.map(row => row.account_id).filter(id => typeof id === 'string') : []
  if (ids.length === 0) return new Map()
  const { rows: found } = await sql<{ id: string; name: string }>`select id, name from account
    where id = any(${ids}::uuid[]) and deleted_at is null`.execute(ctx.tx)
  return new Map(found.map(one => [one.id, one.name]))
}
