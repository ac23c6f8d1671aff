import type { Field } from './field.ts'
import { neverNull } from './field.ts'
import type { ObjectType } from './registry.ts'

export type JsonSchema = Record<string, unknown>

const id: JsonSchema = { type: 'string', format: 'uuid' }
const shapes: Record<Field['kind'], (field: Field) => JsonSchema> = {
  text: () => ({ type: 'string' }),
  long_text: () => ({ type: 'string' }),
  number: field => ({ type: field.integer ? 'integer' : 'number' }),
  money: () => ({ $ref: '#/components/schemas/Money' }),
  date: () => ({ type: 'string', format: 'date' }),
  datetime: () => ({ type: 'string', format: 'date-time' }),
  checkbox: () => ({ type: 'boolean' }),
  choice: field => ({ type: 'string', enum: field.options?.map(option => option.value) ?? [] }),
  choices: field => ({ type: 'array', items: { type: 'string', enum: field.options?.map(option => option.value) ?? [] } }),
  email: () => ({ type: 'string', format: 'email' }),
  emails: () => ({ type: 'array', items: { type: 'string', format: 'email' } }),
  phone: () => ({ type: 'string' }),
  url: () => ({ type: 'string', format: 'uri' }),
  country: () => ({ type: 'string', minLength: 2, maxLength: 2, description: 'ISO 3166-1 alpha-2' }),
  ref: () => id,
  refs: () => ({ type: 'array', items: id }),
  user: () => id,
  json: () => ({}),
}

const described = (field: Field): JsonSchema => {
  const shape = shapes[field.kind](field)
  const said = { title: field.label, ...(field.help ? { description: field.help } : {}) }
  if ('$ref' in shape) return neverNull(field) ? { ...shape, ...said } : { anyOf: [shape, { type: 'null' }], ...said }
  if (neverNull(field) || shape.type === undefined) return { ...shape, ...said }
  const nullable: JsonSchema = { ...shape, ...said, type: [shape.type, 'null'] }
  if (Array.isArray(shape.enum)) nullable.enum = [...shape.enum, null]
  return nullable
}

export const recordRef: JsonSchema = {
  type: ['object', 'null'],
  properties: { object: { type: 'string' }, id },
  required: ['object', 'id'],
}

const pascal = (name: string) => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())

/** Names of an object's two schemas in the OpenAPI document: as answered, and as sent. */
export const schemaNames = (type: Pick<ObjectType, 'name'>): { record: string; input: string } => ({
  record: pascal(type.name),
  input: `${pascal(type.name)}Input`,
})

/** JSON Schemas of an object with its custom fields as they are now (H4). */
export function objectSchemas(type: ObjectType): Record<string, JsonSchema> {
  const names = schemaNames(type)
  const all = Object.entries(type.fields).filter(([, field]) => !field.sensitive)
  const editable = all.filter(([, field]) => field.change !== 'commands')
  const without = type.without ?? []
  const takesInput = !without.includes('update') || (!without.includes('create') && !type.createdByCommand)
  const child = type.child ? { record: recordRef } : {}
  return {
    [names.record]: {
      type: 'object',
      title: type.label[0],
      properties: { id, ...Object.fromEntries(all.map(([name, field]) => [name, described(field)])), ...child },
      required: ['id', 'version'],
    },
    ...(takesInput
      ? {
          [names.input]: {
            type: 'object',
            title: `${type.label[0]} as sent`,
            properties: { ...Object.fromEntries(editable.map(([name, field]) => [name, described(field)])), ...child },
            additionalProperties: false,
          },
        }
      : {}),
  }
}
