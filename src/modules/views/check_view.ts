import type { Derivation } from '../../platform/object/derivation.ts'
import { checkFilter } from '../../platform/object/filter.ts'
import { invalid } from '../../platform/refuse.ts'

/** A view that could never be shown is refused when it is saved: an object that there is none of, a filter that means nothing (A6). */
export const checkView: Derivation = {
  object: 'view',
  from: ['object', 'filter'],
  derive: async (rows, ctx) =>
    rows.map(row => {
      const name = String(row.object)
      if (!ctx.registry.has(name)) throw invalid([{ field: 'object', code: 'object', message: 'There is no such object.' }])
      const type = ctx.registry.get(name)
      const scope = { now: ctx.now, timeZone: 'UTC', me: ctx.actor.user?.id ?? row.id }
      if (row.filter !== null) checkFilter(row.filter, type, new Set(Object.keys(type.fields)), scope)
      return {}
    }),
}
