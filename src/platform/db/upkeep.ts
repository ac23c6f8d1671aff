import { sql } from 'kysely'
import type { Module } from '../module.ts'

/** Keeps the database fit to run on: the months to come have their partitions before the first row of them is written. */
export const upkeep: Module = {
  name: 'upkeep',
  schedules: [
    {
      name: 'upkeep.partitions',
      minutes: 360,
      tidies: true,
      run: async ctx => {
        await sql`select ensure_partitions(${ctx.now}::date, (${ctx.now}::date + interval '3 months')::date)`.execute(ctx.tx)
      },
    },
    {
      name: 'upkeep.schedule_runs',
      minutes: 1_440,
      tidies: true,
      run: async ctx => {
        await sql`delete from schedule_run where at < ${ctx.now}::timestamptz - interval '7 days'`.execute(ctx.tx)
      },
    },
  ],
}
