import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { dateIn } from '../../platform/object/relative_date.rule.ts'
import { invalid } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { type Contract, checkIns, type FollowUp, renewalCloseDate, trialSteps } from './winning_policy.rule.ts'
import { winningSetting } from './winning_settings.ts'

type Read = Readonly<Row>

export const isWon = (opportunity: Read | null): boolean => opportunity?.forecast_category === 'closed'
/** Won for a year or more: it will be up for renewal (E5). */
export const isRenewed = (opportunity: Read | null): boolean => isWon(opportunity) && opportunity?.type === 'annual_plan'

/** The day of winning, by the workspace's calendar. */
export const wonOn = (ctx: Context, { closed_at }: Read): string =>
  dateIn(closed_at instanceof Date ? closed_at : ctx.now, ctx.settings.get(workspaceSetting).time_zone)

/** Today, by the workspace's calendar. */
const today = (ctx: Context): string => dateIn(ctx.now, ctx.settings.get(workspaceSetting).time_zone)

/** When the renewal of a won annual plan is due; null for what needs none. */
export const renewalDue = (ctx: Context, opportunity: Read): string | null =>
  isRenewed(opportunity)
    ? renewalCloseDate(wonOn(ctx, opportunity), opportunity as Read & Contract, ctx.settings.get(winningSetting).renewal, today(ctx))
    : null

/** The tasks that an opportunity brings about as it is now, by the playbook. */
export function followUpsOf(ctx: Context, opportunity: Read): FollowUp[] {
  const policy = ctx.settings.get(winningSetting)
  const { trial_starts_on: start, trial_ends_on: end } = opportunity
  return [
    ...(isWon(opportunity) ? checkIns(wonOn(ctx, opportunity), policy.check_ins) : []),
    ...(typeof start === 'string' && typeof end === 'string' ? trialSteps(start, end, policy.trials) : []),
  ]
}

/** The task that was made for each follow-up, by the follow-up's key. */
export const tasksOf = (opportunity: Read | null): Record<string, string> => ({
  ...(opportunity?.follow_ups as Record<string, string> | null),
})

/**
 * A won annual plan knows its renewal from the moment of winning on, so that reopening and closing again makes no second, nor
 * does one that somebody deleted on purpose come back; an undo forgets it. A renewal that was made by hand is taken (E5).
 */
const rememberRenewal: Derivation = {
  object: 'opportunity',
  from: ['forecast_category', 'type'],
  derive: async (rows, ctx) => {
    const due = rows.filter(row => row.renewal_id === null && renewalDue(ctx, row) !== null)
    if (due.length === 0) return rows.map(() => ({}))
    const { rows: made } = await sql<{ id: string; of: string }>`select id, renewal_of_id as of from opportunity
      where renewal_of_id = any(${due.map(row => row.id)}::uuid[]) and deleted_at is null order by created_at desc`.execute(ctx.tx)
    const byHand = new Map(made.map(({ of, id }) => [of, id]))
    return rows.map(row => (due.includes(row) ? { renewal_id: byHand.get(row.id) ?? newId() } : {}))
  },
}

/** Which task is for which follow-up; what is past already (an imported win) gets none, and a trial called off forgets its own. */
const rememberFollowUps: Derivation = {
  object: 'opportunity',
  from: ['forecast_category', 'trial_starts_on', 'trial_ends_on'],
  derive: async (rows, ctx) => {
    const now = today(ctx)
    return rows.map(row => {
      const planned = followUpsOf(ctx, row)
      const known = tasksOf(row)
      for (const key of Object.keys(known)) if (key.startsWith('trial:') && !planned.some(one => one.key === key)) delete known[key]
      for (const { key, day } of planned) if (!known[key] && day >= now) known[key] = newId()
      return { follow_ups: Object.keys(known).length > 0 ? known : null }
    })
  },
}

const trialInOrder: Derivation = {
  object: 'opportunity',
  from: ['trial_starts_on', 'trial_ends_on'],
  derive: async rows =>
    rows.map(({ trial_starts_on: start, trial_ends_on: end }) => {
      if (typeof start === 'string' && typeof end === 'string' && end < start)
        throw invalid([{ field: 'trial_ends_on', code: 'order', message: 'A trial cannot end before it starts.' }])
      return {}
    }),
}

export const winningDerivations: readonly Derivation[] = [trialInOrder, rememberRenewal, rememberFollowUps]
