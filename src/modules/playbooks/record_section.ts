import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { parseInput } from '../../platform/object/field_value.ts'
import type { Row } from '../../platform/object/list.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { sameJson } from '../../platform/object/same_json.rule.ts'
import { deleteRecords, insertRecords, updateRecords } from '../../platform/object/write.ts'
import { type FieldError, invalid, Refusal } from '../../platform/refuse.ts'
import { attempt } from './attempt.ts'
import { bareName, type Names, withIds, withNames } from './names.rule.ts'
import type { Passage, Section } from './section.ts'

type Item = Record<string, unknown>

interface Kind {
  /** The member of the file, which is also the table's object in the plural. */
  key: string
  label: string
  object: string
  /** What of a record is in the file; the first tells it apart. */
  fields: readonly [string, ...string[]]
  identity?: (item: Item) => string
  /** Two of the same identity cannot be. */
  unique?: true
  /** In the file by this field: object → list. */
  grouped?: string
  /** The usual values besides those of the fields, which the file leaves out. */
  usual?: Item
  /** Of a table's rows only those that this holds for are the workspace's. */
  of?: (row: Row) => boolean
  /** A row that exists and is out of use. */
  isRetired?: (row: Row) => boolean
  /** As the file says it; the inverse of `accept`. */
  present?: (ctx: Context, item: Item) => Item
  accept?: (ctx: Context, item: Item, before: Row | null, passage: Passage) => Promise<Item> | Item
  /** For what only the workspace has: the changes that retire it, `bin`, or a sentence why it stays. */
  gone: (ctx: Context, row: Row) => Promise<Item | 'bin' | string> | Item | 'bin' | string
}

const isNothing = (value: unknown) =>
  value === null || value === undefined || value === false || value === '' || (Array.isArray(value) && value.length === 0)

/** A section whose members are records of one object, known by what they are called. */
export function recordSection(kind: Kind): Section {
  const identity = kind.identity ?? (item => String(item[kind.fields[0]]))
  const usualOf = (type: ObjectType, name: string): unknown =>
    kind.usual && name in kind.usual ? kind.usual[name] : (type.fields[name]?.default ?? null)
  const inUse = (row: Row) => row.deleted_at === null && !kind.isRetired?.(row)

  const rowsOf = async (ctx: Context): Promise<Row[]> => {
    const order = ctx.registry.get(kind.object).fields.position ? sql.raw('position nulls last, id') : sql.raw('id')
    const { rows } = await sql<Row>`select * from ${sql.table(kind.object)} order by ${order}`.execute(ctx.tx)
    return kind.of ? rows.filter(kind.of) : rows
  }

  const asItem = (ctx: Context, row: Row, names: Names): Item => {
    const type = ctx.registry.get(kind.object)
    const item: Item = {}
    for (const name of kind.fields) {
      const field = type.fields[name]
      const stored = row[name]
      const value =
        field?.kind === 'refs' && Array.isArray(stored)
          ? stored.map(id => bareName(names, id)).filter(one => one !== null)
          : field?.kind === 'ref'
            ? bareName(names, stored)
            : field?.kind === 'money' && stored !== null
              ? Number(stored)
              : withNames(stored, names)
      const usual = usualOf(type, name)
      if (isNothing(value) ? !isNothing(usual) : !sameJson(value, usual)) item[name] = value
    }
    return kind.present ? kind.present(ctx, item) : item
  }

  const listOf = (given: unknown): [group: string | null, items: Item[]][] =>
    kind.grouped ? Object.entries(given as Record<string, Item[]>) : [[null, given as Item[]]]

  /** What the file wants, each with the row it is about: the n-th of a name is the n-th here of that name, those in use first. */
  async function matched(ctx: Context, given: unknown) {
    const rows = (await rowsOf(ctx)).toSorted((a, b) => Number(inUse(b)) - Number(inUse(a)))
    const free = Map.groupBy(rows, row => `${kind.grouped ? row[kind.grouped] : ''} ${identity(kind.present?.(ctx, row) ?? row)}`)
    const wanted = listOf(given).flatMap(([group, items]) =>
      items.map((item, index) => {
        const row = free.get(`${group ?? ''} ${identity(item)}`)?.shift() ?? null
        return { group, item, index, row, place: `${kind.key}${group ? `.${group}` : ''}.${index}` }
      }),
    )
    return { wanted, rest: [...free.values()].flat() }
  }

  /** A file's item as a record of the store. */
  async function read(
    ctx: Context,
    { item, group, row, place }: { item: Item; group: string | null; row: Row | null; place: string },
    passage: Passage,
  ) {
    const type = ctx.registry.get(kind.object)
    const missing = new Set<string>()
    const errors: FieldError[] = []
    const wrong = (field: string, code: string, message: string) => errors.push({ field: `${place}.${field}`, code, message })
    const accepted = kind.accept ? await located(place, () => kind.accept?.(ctx, item, row, passage) ?? item) : item
    for (const name of Object.keys(accepted)) if (!kind.fields.includes(name)) wrong(name, 'unknown', `There is no “${name}” here.`)
    const raw: Item = {}
    for (const name of kind.fields) {
      const field = type.fields[name]
      const value = accepted[name] ?? usualOf(type, name)
      if (value === null && field?.required) wrong(name, 'required', `${field.label} must not be empty.`)
      const kindOf = field?.to === 'user' || field?.kind === 'user' ? 'user' : field?.to
      const bare = (one: unknown) => withIds(`${kindOf} <${String(one)}>`, passage.names, missing)
      if (field?.kind === 'refs') raw[name] = Array.isArray(value) ? value.map(bare).filter(id => id !== null) : []
      else if (field?.kind === 'ref') raw[name] = value === null ? null : bare(value)
      else if (field?.kind === 'checkbox') raw[name] = value ?? false
      else raw[name] = withIds(value, passage.names, missing)
    }
    if (kind.grouped) raw[kind.grouped] = group
    const parsed = parseInput(type.fields, raw)
    for (const error of parsed.errors) wrong(error.field, error.code, error.message)
    if (errors.length > 0) throw invalid(errors)
    for (const name of missing)
      passage.notes.push(`${name.replace(/^(\w+) <(.*)>$/, 'The $1 “$2”')} is not known here and is left out of “${identity(item)}”.`)
    return parsed.values
  }

  return {
    key: kind.key,
    label: kind.label,
    read: async (ctx, names) => {
      const rows = (await rowsOf(ctx)).filter(inUse)
      const { grouped } = kind
      if (!grouped) return rows.map(row => asItem(ctx, row, names))
      return Object.fromEntries(
        [...Map.groupBy(rows, row => String(row[grouped]))]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([group, some]) => [group, some.map(row => asItem(ctx, row, names))]),
      )
    },
    write: async (ctx, given, passage) => {
      const { wanted } = await matched(ctx, given)
      if (kind.unique) refuseTwins(wanted.map(one => ({ name: identity(one.item), place: one.place })))
      const type = ctx.registry.get(kind.object)
      const last = new Map<string | null, number>()
      for (const one of wanted) {
        const values = await read(ctx, one, passage)
        if (type.fields.position) {
          // A place that is in order already stays: the same file twice writes nothing.
          const at = last.get(one.group) ?? 0
          const now = one.row && inUse(one.row) && typeof one.row.position === 'number' ? one.row.position : 0
          values.position = now > at ? now : at + 1
          last.set(one.group, Number(values.position))
        }
        await located(one.place, async () => {
          if (!one.row) await insertRecords(ctx, kind.object, [{ ...kind.usual, ...values }])
          else await updateRecords(ctx, kind.object, [{ id: one.row.id, changes: { ...kind.usual, ...values, deleted_at: null } }])
        })
      }
    },
    retire: async (ctx, given, passage) => {
      const { rest } = await matched(ctx, given)
      for (const row of rest.filter(inUse)) {
        const name = identity(kind.present?.(ctx, row) ?? row)
        const how = passage.made.has(row.id) ? 'bin' : await kind.gone(ctx, row)
        const changes = how === 'bin' ? null : how
        if (typeof changes === 'string') {
          passage.notes.push(`“${name}” stays: ${changes}`)
          continue
        }
        const refused = await attempt(ctx, () =>
          changes ? updateRecords(ctx, kind.object, [{ id: row.id, changes }]) : deleteRecords(ctx, kind.object, [row.id]),
        )
        if (refused) passage.notes.push(`“${name}” stays: ${refused.message}`)
      }
    },
  }
}

/** A refusal inside an item, told by the item's place in the file. */
async function located<T>(place: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const errors = error.errors.length > 0 ? error.errors : [{ field: '', code: error.code, message: error.message }]
    throw invalid(
      errors.map(one => ({ ...one, field: [place, one.field].filter(Boolean).join('.') })),
      error.message,
    )
  }
}

function refuseTwins(items: readonly { name: string; place: string }[]): void {
  const twins = items.filter((one, index) => items.findIndex(other => other.name === one.name) < index)
  if (twins.length > 0)
    throw invalid(twins.map(({ name, place }) => ({ field: place, code: 'taken', message: `“${name}” is there twice.` })))
}
