import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { notFound } from '../../platform/refuse.ts'
import { addField, newField } from './add_field.ts'
import { changeField, fieldChange, published } from './change_field.ts'

const named = z.object({ object: z.string(), name: z.string() })

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
      body: fieldChange,
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
