import { sql } from 'kysely'
import type { LogEntry } from '../../../platform/log/change_log.ts'
import type { Consumer } from '../../../platform/module.ts'

declare module '../../../platform/db/database.ts' {
  interface Database {
    pool_stay: {
      lead_id: string
      entered_at: Date
      from_id: string | null
      why: string
      left_at: Date | null
      to_id: string | null
      outcome: string | null
    }
  }
}

interface Entered {
  lead_id: string
  entered_at: Date
  from_id: unknown
  why: string
}
interface Left {
  lead_id: string
  left_at: Date
  to_id: unknown
  outcome: string
}

/** Keeps when leads came into the pool, from whom and why, and how they left it (C8): read off the log, so that an undo counts too. */
export const poolStays: Consumer = {
  name: 'pool_stays',
  objects: ['lead'],
  fields: () => ['owner_id', 'status', 'deleted_at'],
  consume: async (entries, ctx) => {
    for (const run of runs(entries.map(stepOf).filter(step => step !== null))) {
      if ('entered_at' in (run[0] ?? {}))
        await sql`insert into pool_stay (lead_id, entered_at, from_id, why) select lead_id, entered_at, from_id, why
          from jsonb_to_recordset(${JSON.stringify(run)}::jsonb) as e(lead_id uuid, entered_at timestamptz, from_id uuid, why text)
          on conflict do nothing`.execute(ctx.tx)
      else
        await sql`update pool_stay s set left_at = e.left_at, to_id = e.to_id, outcome = e.outcome
          from jsonb_to_recordset(${JSON.stringify(run)}::jsonb) as e(lead_id uuid, left_at timestamptz, to_id uuid, outcome text)
          where s.lead_id = e.lead_id and s.left_at is null and s.entered_at <= e.left_at`.execute(ctx.tx)
    }
  },
}

const reasons: Readonly<Record<string, string>> = { 'lead.pooled': 'idle', 'lead.released': 'released' }

/** What one entry means for the pool; null when nothing. */
function stepOf({ record_id, at, kind, changes }: LogEntry): Entered | Left | null {
  const [before, after] = changes.owner_id ?? [undefined, undefined]
  const status = changes.status?.[1]
  if (kind === 'lead.created')
    return after || status === 'converted' || status === 'unqualified'
      ? null
      : { lead_id: record_id, entered_at: at, from_id: null, why: 'unassigned' }
  if (changes.owner_id && after === null) return { lead_id: record_id, entered_at: at, from_id: before, why: reasons[kind] ?? 'given_up' }
  if (changes.owner_id && before === null)
    return { lead_id: record_id, left_at: at, to_id: after, outcome: kind === 'lead.claimed' ? 'claimed' : 'assigned' }
  if (status === 'converted' || status === 'unqualified') return { lead_id: record_id, left_at: at, to_id: null, outcome: String(status) }
  if ((changes.deleted_at?.[1] ?? null) !== null) return { lead_id: record_id, left_at: at, to_id: null, outcome: 'deleted' }
  return null
}

/** Steps in order, those of one kind together: one statement each. A lead that comes back within a run begins a new one. */
function runs(steps: readonly (Entered | Left)[]): (Entered | Left)[][] {
  const all: (Entered | Left)[][] = []
  for (const step of steps) {
    const last = all.at(-1)
    const isSameKind = last?.[0] && 'entered_at' in last[0] === 'entered_at' in step
    if (last && isSameKind && !last.some(one => one.lead_id === step.lead_id)) last.push(step)
    else all.push([step])
  }
  return all
}
