import { sql } from 'kysely'
import type { Derivation } from '../../platform/object/derivation.ts'

declare module '../../platform/db/database.ts' {
  interface Database {
    /** Which opportunity stood in which stage from when to when, and for how much: what time in stage is counted from (E2). */
    opportunity_stage_entry: {
      opportunity_id: string
      entered_at: Date
      left_at: Date | null
      pipeline: string
      stage: string
      amount: string
    }
  }
}

/**
 * Keeps the stays of an opportunity in its stages, through every door and through undo: an undo states an earlier moment of
 * entering again, so the stays after it never were. Two steps at the same moment are one.
 */
export const stageEntries: Derivation = {
  object: 'opportunity',
  from: ['pipeline', 'stage', 'stage_entered_at'],
  derive: async (rows, ctx) => {
    const stays = rows.map(row => ({
      opportunity_id: row.id,
      entered_at: row.stage_entered_at,
      pipeline: row.pipeline,
      stage: row.stage,
      amount: row.amount,
    }))
    const given = JSON.stringify(stays)
    const stay = sql`jsonb_to_recordset(${given}::jsonb) as s(opportunity_id uuid, entered_at timestamptz, pipeline text, stage text, amount numeric)`
    await sql`delete from opportunity_stage_entry e using ${stay} where e.opportunity_id = s.opportunity_id and e.entered_at >= s.entered_at`.execute(
      ctx.tx,
    )
    await sql`update opportunity_stage_entry e set left_at = s.entered_at from ${stay}
      where e.opportunity_id = s.opportunity_id and e.left_at is null`.execute(ctx.tx)
    await sql`insert into opportunity_stage_entry (opportunity_id, entered_at, pipeline, stage, amount)
      select opportunity_id, entered_at, pipeline, stage, amount from ${stay}`.execute(ctx.tx)
    return rows.map(() => ({}))
  },
}
