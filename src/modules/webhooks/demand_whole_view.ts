import type { ReadContext } from '../../platform/context.ts'
import { hidesFields, seesAll } from '../../platform/object/permission.ts'
import { forbidden } from '../../platform/refuse.ts'

/**
 * A subscription carries every record of its objects outside, with every field: nobody opens or reads one who may not see all of
 * them (H1). What only Settings are made of is known to whoever may change Settings.
 */
export function demandWholeView(ctx: ReadContext, events: readonly string[]): void {
  if (!ctx.actor.user) return
  const told = new Set(events.map(event => event.split('.')[0] ?? ''))
  const unseen = ctx.registry
    .all()
    .filter(type => !type.settings && !type.sharedBy && (told.has('*') || told.has(type.name)))
    .find(type => !seesAll(ctx.registry, ctx.actor, type, 'read') || hidesFields(ctx.actor, type))
  if (unseen)
    throw forbidden(
      `Your role may not see all ${unseen.label[1].toLowerCase()} and all of their fields, and a webhook carries them outside.`,
    )
}
