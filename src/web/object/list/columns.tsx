import type { ReactNode } from 'react'
import type { MetaField, MetaObject, Rec, Refs } from '../../api/types.ts'
import { isNumeric } from '../field/values.ts'

/** What a page may say about a column beyond its field. */
export interface ColumnSlot {
  label?: string
  width?: number
  /** The header is only for screen readers (a country's two letters need none). */
  quietHeader?: boolean
  muted?: boolean
  numeric?: boolean
  render?: (record: Rec, refs: Refs) => ReactNode
  /** Where it stands on a card (phones). */
  card?: CardPlace
  /** Further fields that `render` reads. */
  needs?: string[]
}
export type CardPlace = 'name' | 'co' | 'st' | 'score' | 'sla' | 'own'
export type ColumnSlots = Record<string, ColumnSlot>

export interface ShownColumn {
  name: string
  field: MetaField
  slot: ColumnSlot
  label: string
  width: number
  numeric: boolean
  card: CardPlace | undefined
}

const widthOf = (name: string, field: MetaField, isTitle: boolean): number => {
  if (isTitle) return 180
  if (name === 'owner_id') return 104
  if (field.kind === 'user') return 128
  return (
    { checkbox: 72, number: 88, money: 96, date: 92, datetime: 96, country: 60, long_text: 220, email: 190, phone: 140, url: 160 }[
      field.kind as string
    ] ?? 132
  )
}

const places: CardPlace[] = ['co', 'st', 'score', 'own', 'sla']

/** The columns of a list with everything needed to draw them. */
export function shownColumns(object: MetaObject, columns: { name: string; width?: number }[], slots: ColumnSlots): ShownColumn[] {
  const free = places.filter(place => !Object.values(slots).some(slot => slot.card === place))
  return columns.flatMap(({ name, width }) => {
    const field = object.fields[name]
    if (!field) return []
    const slot = slots[name] ?? {}
    const isTitle = name === object.title
    return [
      {
        name,
        field,
        slot,
        label: slot.label ?? field.label,
        width: width ?? slot.width ?? widthOf(name, field, isTitle),
        numeric: slot.numeric ?? isNumeric(field),
        card: slot.card ?? (isTitle ? 'name' : free.shift()),
      },
    ]
  })
}

/** Fields that a list must ask for to draw its columns. */
export function fieldsOf(object: MetaObject, columns: { name: string }[], slots: ColumnSlots): string[] {
  const wanted = [
    object.title,
    ...columns.flatMap(({ name }) => [name, ...(slots[name]?.needs ?? [])]),
    object.owner ?? '',
    'status',
    'version',
    'deleted_at',
  ]
  const known = [...new Set(wanted)].filter(name => name in object.fields && name !== 'record')
  // On screen the record of a task is one column; in the table it is two.
  return wanted.includes('record') ? [...known, 'record_object', 'record_id'] : known
}
