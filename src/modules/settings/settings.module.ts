import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import { nameActors } from '../../platform/log/actor_names.ts'
import type { Module } from '../../platform/module.ts'
import { versionOf } from '../../platform/object/object_routes.ts'
import { notFound } from '../../platform/refuse.ts'
import { type Setting, settingHistory, writeSetting } from '../../platform/settings/settings.ts'
import { allSettings } from './all_settings.ts'
import { metaRoute } from './meta.ts'

function settingOf(key: string): Setting<unknown> {
  const setting = allSettings.find(one => one.key === key)
  if (!setting) throw notFound('There is no such settings document.')
  return setting
}

export const settings: Module = {
  name: 'settings',
  settings: allSettings,
  routes: [
    metaRoute,
    route({
      method: 'GET',
      path: '/api/v1/settings',
      tag: 'Settings',
      auth: 'user',
      summary: 'All settings documents',
      response: z.object({ data: z.array(z.object({ key: z.string(), label: z.string(), value: z.unknown(), version: z.number() })) }),
      run: async ctx => {
        const stored = await ctx.tx.selectFrom('setting').select(['key', 'version']).execute()
        const versions = new Map(stored.map(one => [one.key, one.version]))
        return {
          data: allSettings.map(one => ({
            key: one.key,
            label: one.label,
            value: ctx.settings.get(one),
            version: versions.get(one.key) ?? 0,
          })),
        }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/settings/{key}/history',
      tag: 'Settings',
      auth: 'settings',
      summary: 'Who changed what of a settings document',
      params: z.object({ key: z.string() }),
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
      response: z.object({ data: z.array(z.looseObject({})) }),
      run: async (ctx, { params, query }) => {
        const entries = await settingHistory(ctx, settingOf(params.key).key, query.limit)
        const named = await nameActors(
          ctx.tx,
          entries.map(entry => ({ kind: entry.actor_kind, id: entry.actor_id })),
        )
        return {
          data: entries.map(({ position, at, means, changes, actor_kind, actor_id }) => ({
            position,
            at,
            means,
            changes,
            actor: named({ kind: actor_kind, id: actor_id }),
          })),
        }
      },
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/settings/{key}',
      tag: 'Settings',
      auth: 'settings',
      summary: 'Change a settings document; members left out stay as they are',
      params: z.object({ key: z.string() }),
      body: z.record(z.string(), z.unknown()),
      run: (ctx, { params, body, headers }) => {
        const setting = settingOf(params.key)
        const before = ctx.settings.get(setting)
        const next = Array.isArray(before) ? body : { ...(typeof before === 'object' ? before : {}), ...body }
        return writeSetting(ctx, setting, next, versionOf(headers['if-match']))
      },
    }),
  ],
}
