import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { AssignmentInput } from './assign.rule.ts'

type Read = Pick<Context, 'tx'>

/** All territories in order, with the number of the last turn of each member. A handful of rows. */
export async function territoriesWithTurns(ctx: Read): Promise<Pick<AssignmentInput, 'territories' | 'turns'>> {
  const { rows } = await sql<{
    id: string
    name: string
    position: number
    countries: string[]
    members: string[]
    turns: { user_id: string; assigned: number }[] | null
  }>`select id, name, position, countries, members, (select json_agg(json_build_object('user_id', user_id, 'assigned', assigned))
      from rotation_turn where territory_id = territory.id) as turns
    from territory where deleted_at is null order by position, id`.execute(ctx.tx)
  return {
    territories: rows.map(({ turns: _, ...territory }) => territory),
    turns: Object.fromEntries(rows.map(({ id, turns }) => [id, turns ?? []])),
  }
}

/** Everybody who may own a lead, with their absences. */
export async function rotationUsers(ctx: Read): Promise<AssignmentInput['users']> {
  const { rows } = await sql<
    AssignmentInput['users'][number]
  >`select id, name, active and deleted_at is null as active, out_of_office_from, out_of_office_until from "user"`.execute(ctx.tx)
  return rows
}

/** Holds the rotations of these territories to the end of the transaction, always in the same order. */
export async function holdRotations(ctx: Read, territoryIds: readonly string[]): Promise<void> {
  await sql`select 1 from territory where id = any(${[...new Set(territoryIds)]}::uuid[]) order by id for update`.execute(ctx.tx)
}

/** Notes whose turns they were, in their order: of several turns of one member the last one stays. */
export async function keepTurns(ctx: Read, turns: readonly { territory_id: string; user_id: string; assigned: number }[]): Promise<void> {
  const last = [...new Map(turns.map(turn => [`${turn.territory_id} ${turn.user_id}`, turn])).values()]
  if (last.length === 0) return
  await sql`insert into rotation_turn (territory_id, user_id, assigned)
    select * from unnest(${last.map(one => one.territory_id)}::uuid[], ${last.map(one => one.user_id)}::uuid[], ${last.map(one => one.assigned)}::bigint[])
    on conflict (territory_id, user_id) do update set assigned = excluded.assigned`.execute(ctx.tx)
}
