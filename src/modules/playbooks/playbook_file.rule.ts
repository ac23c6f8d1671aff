import { z } from 'zod'
import type { FieldError } from '../../platform/refuse.ts'
import { playbookAbout } from './playbook_setting.ts'

/** The members of a playbook's file, in its order. */
export const fileOrder = [
  'format',
  'key',
  'label',
  'description',
  'roles',
  'territories',
  'fields',
  'choices',
  'products',
  'pipelines',
  'settings',
  'addresses',
  'forms',
  'sequences',
  'views',
] as const

const item = z.record(z.string().max(200), z.unknown())
const list = z.array(item).max(500).optional()
const byObject = z.record(z.string().max(100), z.array(item).max(500)).optional()
const option = z.strictObject({ value: z.string().min(1).max(100), label: z.string().trim().min(1).max(200) })

const fileShape = z.strictObject({
  format: z.literal('hedgerow-playbook/1', 'Must be “hedgerow-playbook/1”: this is no playbook, or one of another release.'),
  ...playbookAbout.shape,
  roles: list,
  territories: list,
  fields: byObject,
  choices: z.record(z.string(), z.record(z.string(), z.array(option).min(1).max(500))).optional(),
  products: list,
  pipelines: list,
  settings: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  addresses: list,
  forms: list,
  sequences: list,
  views: byObject,
})
export type PlaybookFile = z.output<typeof fileShape>

/** As much as a process is ever going to be; a file from outside must not keep the program busy. */
export const largestFile = 1_500_000
const deepest = 40

/** Names that JavaScript itself has a meaning for, and nesting without end: said by place before anything looks further. */
function hostile(value: unknown, path: readonly string[] = []): FieldError | null {
  if (typeof value !== 'object' || value === null) return null
  const wrong = (message: string): FieldError => ({ field: path.join('.'), code: 'hostile', message })
  if (path.length > deepest) return { field: path.slice(0, 5).join('.'), code: 'too_deep', message: 'Is nested too deeply.' }
  for (const key of Object.keys(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return wrong(`“${key}” cannot be the name of anything.`)
    const found = hostile((value as Record<string, unknown>)[key], [...path, key])
    if (found) return found
  }
  return null
}

/** A playbook as it came from a file, or what is wrong with it and where. */
export function readPlaybook(given: unknown): { playbook: PlaybookFile | null; errors: FieldError[] } {
  const found = hostile(given)
  if (found) return { playbook: null, errors: [found] }
  if (JSON.stringify(given ?? null).length > largestFile)
    return { playbook: null, errors: [{ field: 'playbook', code: 'too_large', message: 'Is too large to be a playbook.' }] }
  const parsed = fileShape.safeParse(given)
  if (parsed.success) return { playbook: parsed.data, errors: [] }
  return {
    playbook: null,
    errors: parsed.error.issues.slice(0, 100).map(issue => ({
      field: issue.path.join('.') || 'playbook',
      code: issue.code,
      message:
        issue.code === 'unrecognized_keys' ? `There is no ${issue.keys.map(key => `“${key}”`).join(', ')} in a playbook.` : issue.message,
    })),
  }
}

const first = ['key', 'value', 'slug', 'address', 'name', 'label', 'title', 'description', 'kind', 'field', 'op']
const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length)

/** Members in one order whatever store they come from: what tells a thing apart first, then by the alphabet. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  )
}

const width = 120
/** JSON with a line for each thing that is small, so that a difference in git is the line that was meant. */
function printed(value: unknown, indent: string): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return line
  const spaced = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ')
  const isFlat = Object.values(value).every(one => typeof one !== 'object' || one === null || Object.keys(one).length === 0)
  if (isFlat && indent.length + spaced.length <= width) return spaced
  const deeper = `${indent}  `
  const inner = Array.isArray(value)
    ? value.map(one => `${deeper}${printed(one, deeper)}`)
    : Object.entries(value).map(([key, one]) => `${deeper}${JSON.stringify(key)}: ${printed(one, deeper)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return inner.length === 0 ? `${open}${close}` : `${open}\n${inner.join(',\n')}\n${indent}${close}`
}

/** A playbook as the text of a file: always the same text for the same process. */
export function printPlaybook(playbook: Readonly<Record<string, unknown>>): string {
  const settings = playbook.settings as Record<string, unknown> | undefined
  const members = fileOrder
    .filter(name => playbook[name] !== undefined)
    .map(name => [
      name,
      // Documents keep the order of the sections; within them, as everywhere.
      name === 'settings' && settings
        ? Object.fromEntries(Object.entries(settings).map(([key, one]) => [key, ordered(one)]))
        : ordered(playbook[name]),
    ])
  return `${printed(Object.fromEntries(members), '')}\n`
}
