import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { invalid } from '../../platform/refuse.ts'
import { aside, install, type Outcome } from './install.ts'
import { type PlaybookFile, readPlaybook } from './playbook_file.rule.ts'

export type ShownOutcome = Omit<Outcome, 'before' | 'after'>
export const shown = (outcomes: readonly Outcome[]): ShownOutcome[] => outcomes.map(({ before: _was, after: _is, ...rest }) => rest)

/** A playbook from outside, or a refusal that says what is wrong with it and where. */
export function checked(given: unknown): PlaybookFile {
  const { playbook, errors } = readPlaybook(given)
  if (!playbook) throw invalid(errors, 'This is not a playbook that can be read.')
  return playbook
}

/** What a playbook would change: by doing it and taking it back, so that it is what applying it then does. */
export async function preview(ctx: Context, given: unknown): Promise<{ sections: ShownOutcome[] }> {
  const playbook = checked(given)
  const own = await aside(ctx)
  await sql`savepoint preview`.execute(ctx.tx)
  const outcomes = await install(own, playbook, { rehearsal: true })
  await sql`rollback to savepoint preview`.execute(ctx.tx)
  return { sections: shown(outcomes) }
}
