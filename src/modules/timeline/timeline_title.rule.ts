import type { Field } from '../../platform/object/field.ts'

type Changes = Readonly<Record<string, readonly [unknown, unknown]>>

interface Happened {
  /** Object and verb, as in the change log. */
  kind: string
  changes: Changes
}

/** In whose words an entry is told: the object's name, its fields, and the names of people. */
export interface Wording {
  label: string
  fields: Readonly<Record<string, Field>>
  nameOf: (userId: string) => string | null
}

const stateFields = ['status', 'stage']

/** What one entry of the change log says on a timeline, in a sentence. */
export function timelineTitle({ kind, changes }: Happened, wording: Wording): string {
  const verb = kind.split('.').at(-1) ?? ''
  const owner = changes.owner_id
  if (verb === 'created') return owner?.[1] ? `${wording.label} created for ${personOf(owner[1], wording)}` : `${wording.label} created`
  const fixed = fixedTitles[verb]
  if (fixed) return fixed
  if (owner) return owner[1] ? `Assigned to ${personOf(owner[1], wording)}` : `Given up by ${personOf(owner[0], wording)}`
  const state = stateFields.find(name => changes[name])
  const moved = state ? changes[state] : undefined
  if (state && moved)
    return `${fieldLabel(state, wording)}: ${choiceLabel(state, moved[0], wording)} → ${choiceLabel(state, moved[1], wording)}`
  const names = Object.keys(changes).map(name => fieldLabel(name, wording))
  if (names.length === 0) return `${wording.label} ${verb.replaceAll('_', ' ')}`
  return names.length > 4 ? `Changed ${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : `Changed ${names.join(', ')}`
}

const fixedTitles: Record<string, string> = {
  deleted: 'Put into the bin',
  restored: 'Taken out of the bin',
  merged: 'Merged into another record',
  absorbed: 'Merged with another record',
  undone: 'A change was undone',
}

const personOf = (id: unknown, { nameOf }: Wording): string => (typeof id === 'string' ? nameOf(id) : null) ?? 'somebody'
const fieldLabel = (name: string, { fields }: Wording): string => fields[name]?.label ?? name

function choiceLabel(name: string, value: unknown, { fields }: Wording): string {
  if (value === null || value === undefined) return '–'
  return fields[name]?.options?.find(option => option.value === value)?.label ?? String(value)
}

/** Fields that an entry of the timeline leaves out: what the program keeps for itself, and what does not fit into a line. */
export const isQuiet = (field: Field): boolean => field.kind === 'json' || (field.change === 'commands' && !field.section)
