import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { loadFor, updateRecord } from '../../platform/object/write.ts'
import { invalid, refuse } from '../../platform/refuse.ts'
import { isWon } from './winning.derive.ts'
import { onboardingItems } from './winning_policy.rule.ts'
import { winningSetting } from './winning_settings.ts'

export const onboardingInput = z.strictObject({ item: z.string(), done: z.boolean() })

/** Ticks an item of a won opportunity's onboarding checklist, with who and when (E9). */
export async function onboarding(ctx: Context, id: string, input: z.output<typeof onboardingInput>): Promise<Row> {
  const type = ctx.registry.get('opportunity')
  demand(ctx.actor, type, 'update')
  const opportunity = await loadFor(ctx, type, id, 'update')
  if (!isWon(opportunity)) throw refuse('opportunity.not_won', 'Onboarding begins when the opportunity is won.')
  const items = onboardingItems(ctx.settings.get(winningSetting).onboarding_checklist, String(opportunity.amount))
  if (!items.some(item => item.key === input.item))
    throw invalid([{ field: 'item', code: 'unknown', message: 'There is no such item on the checklist of this opportunity.' }])
  const ticks = { ...(opportunity.onboarding as Record<string, unknown> | null) }
  if (input.done) ticks[input.item] ??= { by: ctx.actor.user?.id ?? null, at: ctx.now.toISOString() }
  else delete ticks[input.item]
  return updateRecord(ctx, 'opportunity', id, { onboarding: ticks }, { trusted: true })
}
