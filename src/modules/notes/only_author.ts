import type { Derivation } from '../../platform/object/derivation.ts'
import { forbidden } from '../../platform/refuse.ts'

/** Whoever wrote a note is the only one who changes what it says, whichever door the change comes through (A8). */
export const onlyAuthor: Derivation = {
  object: 'note',
  from: ['text', 'mentions', 'mentioned_team_ids'],
  derive: async (records, ctx) => {
    const me = ctx.actor.user?.id
    if (me && records.some(record => record.created_by !== me)) throw forbidden('Only its author may change a note.')
    return records.map(() => ({}))
  },
}
