import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import type { Batch } from '../log/change_log.ts'
import type { BulkAction } from './bulk_action.ts'
import { type Definition, parentObjects, systemFields } from './define_object.ts'
import type { Consequence, Derivation } from './derivation.ts'
import { type Choice, type Field, type FieldKind, ref, text } from './field.ts'

/** A definition with everything it has at run time: system fields, parent ids, custom fields, edited choices. */
export interface ObjectType extends Omit<Definition, 'fields'> {
  /** Every column but `id`, by name. */
  fields: Readonly<Record<string, Field>>
}

export interface CustomField {
  object: string
  name: string
  kind: FieldKind
  label: string
  help: string | null
  required: boolean
  options: Choice[] | null
  to_object: string | null
  position: number
  retired_at: Date | null
}

declare module '../db/database.ts' {
  interface Database {
    custom_field: CustomField
    /** Choices of built-in fields as edited in Settings. */
    field_choices: { object: string; field: string; options: Choice[] }
  }
}

const childFields: Record<string, Field> = {
  record_object: text({ label: 'Record kind', change: 'commands' }),
  record_id: ref('record', { label: 'Record', change: 'commands' }),
  ...Object.fromEntries(parentObjects.map(parent => [`${parent}_id`, ref(parent, { label: parent, indexed: true, change: 'commands' })])),
}

/** Takes back a kind of batch that its log entries alone cannot take back; answers how many things it changed. */
export type UndoBatch = (undo: Context, batch: Batch) => Promise<number>

/** All record types of the program as they are now. One object a process, reloaded when fields change. */
export class Registry {
  readonly definitions: readonly Definition[]
  readonly derivations: readonly Derivation[]
  readonly consequences: readonly Consequence[]
  readonly bulkActions: readonly BulkAction[]
  readonly undos: Readonly<Record<string, UndoBatch>>
  #byName = new Map<string, ObjectType>()
  #byPlural = new Map<string, ObjectType>()

  /** With the behaviour that the modules join to their objects. */
  constructor(
    definitions: readonly Definition[],
    behaviour: {
      derivations?: readonly Derivation[]
      consequences?: readonly Consequence[]
      bulkActions?: readonly BulkAction[]
      undos?: Readonly<Record<string, UndoBatch>>
    } = {},
  ) {
    this.definitions = definitions
    this.derivations = behaviour.derivations ?? []
    this.consequences = behaviour.consequences ?? []
    this.bulkActions = behaviour.bulkActions ?? []
    this.undos = Object.assign(Object.create(null), behaviour.undos)
    this.set([], [])
  }

  set(custom: readonly CustomField[], choices: readonly { object: string; field: string; options: Choice[] }[]) {
    this.#byName.clear()
    this.#byPlural.clear()
    for (const definition of this.definitions) {
      // Without a prototype: fields are looked up by names that come from outside, and “constructor” is none.
      const fields: Record<string, Field> = Object.assign(
        Object.create(null),
        definition.fields,
        definition.child ? childFields : {},
        systemFields,
      )
      for (const edited of choices) {
        const field = fields[edited.field]
        if (edited.object === definition.name && field?.options) fields[edited.field] = { ...field, options: edited.options }
      }
      for (const one of custom) if (one.object === definition.name && !one.retired_at) fields[`cf_${one.name}`] = customField(one)
      const type: ObjectType = { ...definition, fields }
      this.#byName.set(definition.name, type)
      this.#byPlural.set(definition.plural, type)
    }
  }

  /** The record type of that name; a name that the program itself misspells is a bug, so it throws. */
  get(name: string): ObjectType {
    const type = this.#byName.get(name)
    if (!type) throw new Error(`No object is called ${name}`)
    return type
  }
  has(name: string): boolean {
    return this.#byName.has(name)
  }
  byPlural(plural: string): ObjectType | undefined {
    return this.#byPlural.get(plural)
  }
  all(): ObjectType[] {
    return [...this.#byName.values()]
  }
}

const customField = (one: CustomField): Field => ({
  kind: one.kind,
  label: one.label,
  help: one.help ?? undefined,
  required: false,
  demanded: one.required,
  options: one.options ?? undefined,
  to: one.to_object ?? undefined,
  sort: sortableKinds.has(one.kind),
  section: 'More',
  custom: true,
})

/** Kinds whose custom column gets a btree, so that lists can be sorted by it. */
export const sortableKinds: ReadonlySet<FieldKind> = new Set([
  'text',
  'number',
  'money',
  'date',
  'datetime',
  'choice',
  'email',
  'country',
  'user',
])

/** Reads custom fields and edited choices into the registry; called at start and whenever Settings changed them. */
export async function reloadRegistry(registry: Registry, db: Kysely<Database>): Promise<void> {
  const custom = await db.selectFrom('custom_field').selectAll().orderBy('position').orderBy('name').execute()
  const choices = await db.selectFrom('field_choices').selectAll().execute()
  registry.set(custom, choices)
}

/** Tells every process of the installation to reload its registry once this transaction commits. */
export const announceFieldChange = (db: Kysely<Database>) => sql`select pg_notify('hedgerow_fields', '')`.execute(db)
