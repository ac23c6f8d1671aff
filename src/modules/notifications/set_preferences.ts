import type { z } from 'zod'
import type { Context, ReadContext } from '../../platform/context.ts'
import { forbidden } from '../../platform/refuse.ts'
import { notificationSetting, type preferencesInput } from './notification_settings.ts'
import { type NotificationPreferences, type OwnPreferences, preferencesOf } from './preferences.rule.ts'

declare module '../../platform/db/database.ts' {
  interface Database {
    notification_preference: { user_id: string; value: OwnPreferences; updated_at: Date }
  }
}

const userOf = (ctx: ReadContext) => {
  if (!ctx.actor.user) throw forbidden('Only a person has notifications.')
  return ctx.actor.user
}

async function chosen(ctx: ReadContext, userId: string): Promise<OwnPreferences | null> {
  const row = await ctx.tx.selectFrom('notification_preference').select('value').where('user_id', '=', userId).executeTakeFirst()
  return row?.value ?? null
}

/** How I am told what happens: my own choice, my role's and the workspace's defaults as one (F5). */
export async function ownPreferences(ctx: ReadContext): Promise<NotificationPreferences> {
  const { id, role } = userOf(ctx)
  return preferencesOf(ctx.settings.get(notificationSetting), role, await chosen(ctx, id))
}

/** Changes how I am told; what is left out stays as it is. */
export async function setPreferences(ctx: Context, input: z.output<typeof preferencesInput>): Promise<NotificationPreferences> {
  const { id } = userOf(ctx)
  const before = await chosen(ctx, id)
  const value = JSON.stringify({
    ...before,
    ...(input.kinds ? { kinds: { ...before?.kinds, ...input.kinds } } : {}),
    ...(input.quiet_hours === undefined ? {} : { quiet_hours: input.quiet_hours }),
    ...(input.digest ? { digest: { ...before?.digest, ...input.digest } } : {}),
  })
  await ctx.tx
    .insertInto('notification_preference')
    .values({ user_id: id, value: value as unknown as OwnPreferences, updated_at: ctx.now })
    .onConflict(conflict => conflict.column('user_id').doUpdateSet({ value: value as unknown as OwnPreferences, updated_at: ctx.now }))
    .execute()
  return ownPreferences(ctx)
}
