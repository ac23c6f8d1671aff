import type { Context } from '../../../platform/context.ts'
import { enqueue } from '../../../platform/jobs/enqueue.ts'
import type { Job, Schedule } from '../../../platform/module.ts'
import { updateRecords } from '../../../platform/object/write.ts'
import { poolSetting } from '../lead_settings.ts'
import { tellOwners } from '../tell_owners.ts'
import { longestUntold, lyingUntold } from './lying.queries.ts'
import { dueAfter } from './pool.ts'

const step = 200
const inDays = (days: number): string => (days === 1 ? 'tomorrow' : `in ${days} days`)

/** Tells owners the day before a lead goes to the pool, once for each time that it has lain (C7). Answers whether more wait. */
export async function giveNotice(ctx: Context): Promise<boolean> {
  const { after_days, notice_after_days } = ctx.settings.get(poolSetting)
  const leads = await lyingUntold(ctx, step)
  await updateRecords(
    ctx,
    'lead',
    leads.map(({ id }) => ({ id, changes: { pool_noticed_at: ctx.now } })),
    { kind: 'pool_noticed' },
  )
  await tellOwners(ctx, leads, 'pool', (what, many) => ({
    text: `${what} ${many ? 'go' : 'goes'} to the pool ${inDays(after_days - notice_after_days)}`,
    mail: `Nobody has worked on ${many ? 'them' : 'it'} for ${notice_after_days} days. Write, call, change something or say why you keep ${many ? 'them' : 'it'}.`,
  }))
  // What somebody else held is missing in a whole step.
  return leads.length >= step / 2
}

/** One step; more are a job each, so that no transaction is long. */
async function giveNoticeOnce(ctx: Context): Promise<void> {
  if (await giveNotice(ctx)) await enqueue(ctx, 'give_notice', {})
}

export const giveNoticeJob: Job = { name: 'give_notice', run: (_payload, ctx) => giveNoticeOnce(ctx) }

export const giveNoticeSchedule: Schedule = {
  name: 'pool_notices',
  minutes: 1,
  next: async ctx => dueAfter(await longestUntold(ctx), ctx.settings.get(poolSetting).notice_after_days),
  run: giveNoticeOnce,
}
