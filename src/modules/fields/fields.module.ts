import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import type { Choice } from '../../platform/object/field.ts'
import { announceFieldChange, reloadRegistry } from '../../platform/object/registry.ts'
import { invalid, notFound } from '../../platform/refuse.ts'
import { addField, newField } from './add_field.ts'

const choices = z
  .array(z.object({ value: z.string().min(1).max(100), label: z.string().min(1).max(200), retired: z.boolean().optional() }))
  .max(500)
const change = z.strictObject({
  label: z.string().trim().min(1).max(200).optional(),
  help: z.string().max(1_000).nullish(),
  required: z.boolean().optional(),
  options: choices.optional(),
})
const jsonb = (options: Choice[]) => sql<Choice[]>`${JSON.stringify(options)}::jsonb`
const named = z.object({ object: z.string(), name: z.string() })

async function published(ctx: Context) {
  await reloadRegistry(ctx.registry, ctx.tx)
  await announceFieldChange(ctx.tx)
}

/** Changes a custom field's words or options, or the options of a built-in choice; values that programs use stay. */
async function changeField(ctx: Context, at: { object: string; name: string }, input: z.output<typeof change>) {
  const type = ctx.registry.has(at.object) ? ctx.registry.get(at.object) : ctx.registry.byPlural(at.object)
  const field = type?.fields[at.name] ?? type?.fields[`cf_${at.name}`]
  if (!type || !field) throw notFound('There is no such field.')
  if (field.custom) {
    const name = at.name.replace(/^cf_/, '')
    const { options, ...words } = input
    await ctx.tx
      .updateTable('custom_field')
      .set({ ...words, ...(options ? { options: jsonb(options) } : {}) })
      .where('object', '=', type.name)
      .where('name', '=', name)
      .execute()
  } else {
    if (!input.options || !field.options)
      throw invalid([{ field: 'name', code: 'built_in', message: 'Only the options of a built-in choice can be changed.' }])
    const built = ctx.registry.definitions.find(one => one.name === type.name)?.fields[at.name]?.options ?? []
    const missing = built.filter(option => !input.options?.some(one => one.value === option.value))
    if (missing.length > 0)
      throw invalid([
        {
          field: 'options',
          code: 'needed',
          message: `Programs rely on ${missing.map(one => one.value).join(', ')}: retire instead of removing.`,
        },
      ])
    const options = jsonb(input.options)
    await ctx.tx
      .insertInto('field_choices')
      .values({ object: type.name, field: at.name, options })
      .onConflict(conflict => conflict.columns(['object', 'field']).doUpdateSet({ options }))
      .execute()
  }
  await published(ctx)
  return { ok: true }
}

/** Takes a custom field away; its column and values stay, so adding it again brings them back. */
async function retireField(ctx: Context, at: { object: string; name: string }) {
  const object = ctx.registry.byPlural(at.object)?.name ?? at.object
  const { numUpdatedRows } = await ctx.tx
    .updateTable('custom_field')
    .set({ retired_at: ctx.now })
    .where('object', '=', object)
    .where('name', '=', at.name.replace(/^cf_/, ''))
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw notFound('There is no such custom field.')
  await published(ctx)
  return { ok: true }
}

export const fields: Module = {
  name: 'fields',
  routes: [
    route({
      method: 'GET',
      path: '/api/v1/fields',
      tag: 'Fields',
      auth: 'user',
      summary: 'List custom fields',
      response: z.object({ data: z.array(z.unknown()) }),
      run: async ctx => ({
        data: await ctx.tx
          .selectFrom('custom_field')
          .selectAll()
          .where('retired_at', 'is', null)
          .orderBy('object')
          .orderBy('position')
          .execute(),
      }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/fields',
      tag: 'Fields',
      auth: 'settings',
      summary: 'Add a custom field',
      body: newField,
      status: 201,
      run: (ctx, { body }) => addField(ctx, body),
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/fields/{object}/{name}',
      tag: 'Fields',
      auth: 'settings',
      summary: 'Change a field’s words or options',
      params: named,
      body: change,
      run: (ctx, { params, body }) => changeField(ctx, params, body),
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/fields/{object}/{name}',
      tag: 'Fields',
      auth: 'settings',
      summary: 'Take a custom field away',
      params: named,
      run: (ctx, { params }) => retireField(ctx, params),
    }),
  ],
}
