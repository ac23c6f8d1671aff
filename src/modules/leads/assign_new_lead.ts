import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { type Assignment, type AssignmentInput, decideAssignment } from '../assignment/assign.rule.ts'
import { assignmentSetting } from '../assignment/assignment_settings.ts'
import { keepTurn, rotationUsers, territoriesWithTurns } from '../assignment/turns.ts'
import type { EarlierLead } from './returning.rule.ts'

/** Enough of a company's earlier leads to decide who knew it. */
const earlierLooked = 100

async function earlierLeads(ctx: Pick<Context, 'tx'>, domain: unknown): Promise<EarlierLead[]> {
  if (typeof domain !== 'string' || domain === '') return []
  const { rows } =
    await sql<EarlierLead>`select l.id, l.created_at, l.owner_id, coalesce(u.active and u.deleted_at is null, false) as owner_active,
    u.name as owner_name, l.disqualification_reason from lead l left join "user" u on u.id = l.owner_id
    where l.domain = ${domain} and l.deleted_at is null order by l.created_at desc limit ${earlierLooked}`.execute(ctx.tx)
  return rows
}

async function factsFor(ctx: Pick<Context, 'tx' | 'now' | 'settings'>, lead: Readonly<Record<string, unknown>>): Promise<AssignmentInput> {
  const { territories, turns } = await territoriesWithTurns(ctx)
  return {
    lead,
    settings: ctx.settings.get(assignmentSetting),
    earlier: await earlierLeads(ctx, lead.domain),
    territories,
    users: await rotationUsers(ctx),
    turns,
    now: ctx.now,
    timeZone: ctx.settings.get(workspaceSetting).time_zone,
  }
}

/** Who would get such a lead, and why; nothing is saved and nobody loses a turn (the try-it box). */
export const tryAssignment = async (
  ctx: Pick<Context, 'tx' | 'now' | 'settings'>,
  lead: Readonly<Record<string, unknown>>,
): Promise<Assignment> => decideAssignment(await factsFor(ctx, lead))

/**
 * Decides who gets a new lead and uses up the turn (C3). The rotation is held from here to the commit, so this comes after everything
 * that can fail; of concurrent intakes each sees the turn of the one before, also over processes and after rollbacks.
 */
export async function assignNewLead(ctx: Context, lead: Readonly<Record<string, unknown>>): Promise<Assignment> {
  const facts = await factsFor(ctx, lead)
  const draft = decideAssignment(facts)
  if (!draft.rotation) return draft
  const { territory_id } = draft.rotation
  await sql`select 1 from territory where id = ${territory_id} for update`.execute(ctx.tx)
  const { turns } = await territoriesWithTurns(ctx)
  const decision = decideAssignment({ ...facts, turns })
  if (decision.rotation) await keepTurn(ctx, decision.rotation)
  return decision
}
