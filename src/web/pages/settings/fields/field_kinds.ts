import type { FieldKind } from '../../../api/types.ts'

const labels: Record<FieldKind, string> = {
  text: 'Text',
  long_text: 'Long text',
  number: 'Number',
  money: 'Currency',
  date: 'Date',
  datetime: 'Date and time',
  checkbox: 'Checkbox',
  choice: 'Choice',
  choices: 'Several choices',
  email: 'Email',
  emails: 'Several email addresses',
  phone: 'Phone',
  url: 'Link',
  country: 'Country',
  user: 'Person of the team',
  ref: 'Relation',
  refs: 'Several relations',
  json: 'Structured data',
}

export const kindLabel = (kind: FieldKind): string => labels[kind]

/** Kinds that a field of one's own may have (A5). */
export const kindOptions = Object.entries(labels)
  .filter(([value]) => value !== 'json')
  .map(([value, label]) => ({ value, label }))
export const isKind = (value: string): value is FieldKind => value in labels
export const hasOptions = (kind: FieldKind): boolean => kind === 'choice' || kind === 'choices'
export const pointsAt = (kind: FieldKind): boolean => kind === 'ref' || kind === 'refs'
