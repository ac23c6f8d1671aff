import type { MetaField } from '../../api/types.ts'
import { isMoney } from '../../format/numbers.ts'

/** Nothing is known: null, empty text, empty list. */
export const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

export const optionLabel = (field: MetaField, value: unknown): string =>
  field.options?.find(option => option.value === value)?.label ?? String(value)

/** The object whose records a field points at. */
export const targetOf = (field: MetaField): string | null => (field.kind === 'user' ? 'user' : (field.to ?? null))

/** What an input shows for a value. */
export function toDraft(field: MetaField, value: unknown): string {
  if (isNothing(value)) return ''
  if (isMoney(value)) return value.amount
  if (field.kind === 'emails' && Array.isArray(value)) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What is sent for what stands in an input. The server checks it; here only its shape is made. */
export function fromDraft(field: MetaField, draft: string): unknown {
  const text = draft.trim()
  if (field.kind === 'emails') return text === '' ? [] : text.split(/[\s,;]+/).filter(Boolean)
  if (text === '') return null
  if (field.kind === 'number') return readNumber(text)
  if (field.kind === 'money') return String(readNumber(text) ?? text)
  return text
}

/** `1,250.5`, `1 250,5`, `6.2M`, `640k`: people write figures as they like. */
export function readNumber(text: string): number | string {
  const match = /^(-?[\d\s.,'’]+)\s*([kmb])?$/i.exec(text)
  if (!match?.[1]) return text
  let digits = match[1].replace(/[\s'’]/g, '')
  const [comma, dot] = [digits.lastIndexOf(','), digits.lastIndexOf('.')]
  if (comma > dot && /,\d{1,2}$/.test(digits)) digits = digits.replaceAll('.', '').replace(',', '.')
  else digits = digits.replaceAll(',', '')
  const factor = { k: 1e3, m: 1e6, b: 1e9 }[match[2]?.toLowerCase() ?? ''] ?? 1
  const value = Number(digits) * factor
  return Number.isFinite(value) ? value : text
}

/** Whether a field is edited by choosing rather than by typing. */
export const isChosen = (field: MetaField): boolean => ['choice', 'choices', 'country', 'user', 'ref', 'refs'].includes(field.kind)
export const isNumeric = (field: MetaField | undefined): boolean => field?.kind === 'number' || field?.kind === 'money'
