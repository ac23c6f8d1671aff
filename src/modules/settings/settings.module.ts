import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { notFound } from '../../platform/refuse.ts'
import { type Setting, writeSetting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { assignmentSetting } from '../assignment/assignment_settings.ts'
import { handsOnSetting, qualificationSetting, slaSetting } from '../leads/lead_settings.ts'
import { productEventsSetting } from '../product_events/product_event_settings.ts'
import { scoresSetting } from '../scoring/score_settings.ts'
import { metaRoute } from './meta.ts'

/** Every settings document of the program. */
export const allSettings: readonly Setting<unknown>[] = [
  workspaceSetting,
  assignmentSetting,
  scoresSetting,
  handsOnSetting,
  slaSetting,
  qualificationSetting,
  productEventsSetting,
] as readonly Setting<unknown>[]

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
      response: z.object({ data: z.array(z.object({ key: z.string(), label: z.string(), value: z.unknown() })) }),
      run: async ctx => ({ data: allSettings.map(one => ({ key: one.key, label: one.label, value: ctx.settings.get(one) })) }),
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/settings/{key}',
      tag: 'Settings',
      auth: 'settings',
      summary: 'Change a settings document; members left out stay as they are',
      params: z.object({ key: z.string() }),
      body: z.record(z.string(), z.unknown()),
      run: (ctx, { params, body }) => {
        const setting = allSettings.find(one => one.key === params.key)
        if (!setting) throw notFound('There is no such settings document.')
        const before = ctx.settings.get(setting)
        return writeSetting(ctx, setting, Array.isArray(before) ? body : { ...(typeof before === 'object' ? before : {}), ...body })
      },
    }),
  ],
}
