/**
 * The kinds of field a record may have, and the constructors that definitions use.
 * Pure: the server, the page and the tests import it. A custom field made in Settings has the same shape (A5).
 */
export const fieldKinds = [
  'text',
  'long_text',
  'number',
  'money',
  'date',
  'datetime',
  'checkbox',
  'choice',
  'choices',
  'email',
  'emails',
  'phone',
  'url',
  'country',
  'ref',
  'refs',
  'user',
  'json',
] as const
export type FieldKind = (typeof fieldKinds)[number]

/** One allowed value of a choice. `retired` ones stay valid on old records and are no longer offered. */
export interface Choice {
  value: string
  label: string
  retired?: boolean
}

export interface FieldSettings {
  label: string
  help?: string
  required?: boolean
  /** Whoever makes or edits a record must fill it; its column may still be empty, as in records from before it and in what came in. */
  demanded?: boolean
  default?: unknown
  /** Found by ⌘K and by `contains` through the table's trigram index. */
  search?: boolean
  /** Lists can be sorted by it; the table then has a btree on (column, id). */
  sort?: boolean
  /** Lists filter by it often; the table then has an index even though it is not sortable. */
  indexed?: boolean
  /** Left out of exports and of the live stream unless the role may see it. */
  sensitive?: boolean
  /** Fields of other objects, as `object.field`, that this one repeats: hidden from whoever may not see one of them. */
  reveals?: readonly string[]
  /** `edit`: anyone who may update the record. `commands`: only the program, through named commands or derivations. */
  change?: 'edit' | 'commands'
  /** Heading on the record page. */
  section?: string
  /** `number`: whole numbers only. */
  integer?: boolean
}

export interface Field<K extends FieldKind = FieldKind, R extends boolean = boolean> extends FieldSettings {
  kind: K
  required: R
  options?: readonly Choice[]
  /** `ref`, `refs`: the object referred to, by name. */
  to?: string
  custom?: boolean
}

type RequiredOf<S extends FieldSettings> = S extends { required: true } ? true : false

const make =
  <K extends FieldKind>(kind: K) =>
  <const S extends FieldSettings>(settings: S): Field<K, RequiredOf<S>> => ({
    ...settings,
    kind,
    required: (settings.required ?? false) as RequiredOf<S>,
  })

export const text = make('text')
export const longText = make('long_text')
export const number = make('number')
export const money = make('money')
export const date = make('date')
export const datetime = make('datetime')
export const checkbox = make('checkbox')
export const email = make('email')
export const emails = make('emails')
export const phone = make('phone')
export const url = make('url')
export const country = make('country')
export const user = make('user')
export const json = make('json')

export const choice = <const S extends FieldSettings>(options: readonly Choice[], settings: S): Field<'choice', RequiredOf<S>> => ({
  ...make('choice')(settings),
  options,
})
/** A reference names the object instead of importing it: definitions that point at each other would lose their types. */
export const ref = <const S extends FieldSettings>(to: string, settings: S): Field<'ref', RequiredOf<S>> => ({
  ...make('ref')(settings),
  to,
})
export const refs = <const S extends FieldSettings>(to: string, settings: S): Field<'refs', RequiredOf<S>> => ({
  ...make('refs')(settings),
  to,
})

interface ValueOf {
  text: string
  long_text: string
  number: number
  money: string
  date: string
  datetime: Date
  checkbox: boolean
  choice: string
  choices: string[]
  email: string
  emails: string[]
  phone: string
  url: string
  country: string
  ref: string
  refs: string[]
  user: string
  json: unknown
}

/** What the column of a field holds once read: not null when required; lists and checkboxes are never null. */
export type StoredValue<F extends Field> = F['kind'] extends 'checkbox' | 'choices' | 'emails' | 'refs'
  ? ValueOf[F['kind']]
  : F['required'] extends true
    ? ValueOf[F['kind']]
    : ValueOf[F['kind']] | null

/** Kinds whose column is never null, because "nothing" already has a value (false, an empty list). */
export const neverNull = (field: Pick<Field, 'kind' | 'required'>): boolean =>
  field.required || field.kind === 'checkbox' || field.kind === 'choices' || field.kind === 'emails' || field.kind === 'refs'
