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
  }>`select id, name, position, countries, members
    from territory where deleted_at is null order by position, id`.execute(ctx.tx)
  const turns = await ctx.tx.selectFrom('rotation_turn').selectAll().execute()
  return {
    territories: rows,
    turns: Object.fromEntries(rows.map(territory => [territory.id, turns.filter(turn => turn.territory_id === territory.id)])),
  }
}

/** Everybody who may own a lead, with their absences. */
export async function rotationUsers(ctx: Read): Promise<AssignmentInput['users']> {
  const { rows } = await sql<
    AssignmentInput['users'][number]
  >`select id, name, active and deleted_at is null as active, out_of_office_from, out_of_office_until from "user"`.execute(ctx.tx)
  return rows
}

/** Notes whose turn it was. */
export async function keepTurn(ctx: Read, turn: { territory_id: string; user_id: string; assigned: number }): Promise<void> {
  await ctx.tx
    .insertInto('rotation_turn')
    .values(turn)
    .onConflict(conflict => conflict.columns(['territory_id', 'user_id']).doUpdateSet({ assigned: turn.assigned }))
    .execute()
}
