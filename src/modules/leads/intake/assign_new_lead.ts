import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { workspaceSetting } from '../../../platform/settings/workspace.ts'
import { type Assignment, type AssignmentInput, decideAssignment } from '../../assignment/assign.rule.ts'
import { assignmentSetting } from '../../assignment/assignment_settings.ts'
import { holdRotations, keepTurns, rotationUsers, territoriesWithTurns } from '../../assignment/turns.ts'
import { type EarlierLead, FORM_SOURCES } from './returning.rule.ts'

type NewLead = Readonly<Record<string, unknown>>
type Facts = Omit<AssignmentInput, 'lead' | 'earlier'> & { earlierOf: ReadonlyMap<unknown, readonly EarlierLead[]> }

/** Enough of a company's earlier leads to decide who knew it. */
const earlierLooked = 100

/** The earlier leads of each domain; only form leads ask for them (returning.rule.ts). */
async function earlierLeads(ctx: Pick<Context, 'tx'>, leads: readonly NewLead[]): Promise<Facts['earlierOf']> {
  const domains = leads.filter(lead => FORM_SOURCES.includes(String(lead.source))).map(lead => lead.domain)
  const asked = [...new Set(domains.filter(domain => typeof domain === 'string' && domain !== ''))]
  if (asked.length === 0) return new Map()
  const { rows } = await sql<EarlierLead & { domain: string }>`select d.domain, l.id, l.created_at, l.owner_id,
      coalesce(u.active and u.deleted_at is null, false) as owner_active, u.name as owner_name, l.disqualification_reason
    from unnest(${asked}::text[]) as d(domain) cross join lateral (select * from lead l
      where l.domain = d.domain and l.deleted_at is null order by l.created_at desc limit ${earlierLooked}) l
    left join "user" u on u.id = l.owner_id`.execute(ctx.tx)
  return Map.groupBy(rows, row => row.domain)
}

async function factsFor(ctx: Pick<Context, 'tx' | 'now' | 'settings'>, leads: readonly NewLead[]): Promise<Facts> {
  const { territories, turns } = await territoriesWithTurns(ctx)
  return {
    settings: ctx.settings.get(assignmentSetting),
    earlierOf: await earlierLeads(ctx, leads),
    territories,
    users: await rotationUsers(ctx),
    turns,
    now: ctx.now,
    timeZone: ctx.settings.get(workspaceSetting).time_zone,
  }
}

/** Decides one lead after the other: each sees the turn of the one before. */
function decideInTurn({ earlierOf, ...facts }: Facts, leads: readonly NewLead[]): Assignment[] {
  let { turns } = facts
  return leads.map(lead => {
    const decision = decideAssignment({ ...facts, turns, lead, earlier: earlierOf.get(lead.domain) ?? [] })
    if (decision.rotation) {
      const { territory_id, ...turn } = decision.rotation
      const others = (turns[territory_id] ?? []).filter(one => one.user_id !== turn.user_id)
      turns = { ...turns, [territory_id]: [...others, turn] }
    }
    return decision
  })
}

/** Who would get such a lead, and why; nothing is saved and nobody loses a turn (the try-it box). */
export async function tryAssignment(ctx: Pick<Context, 'tx' | 'now' | 'settings'>, lead: NewLead): Promise<Assignment> {
  const { earlierOf, ...facts } = await factsFor(ctx, [lead])
  return decideAssignment({ ...facts, lead, earlier: earlierOf.get(lead.domain) ?? [] })
}

/**
 * Decides who gets each of some new leads and uses up the turns (C3). The rotations are held from here to the commit, so this comes
 * after everything that can fail; of concurrent intakes each sees the turn of the one before, also over processes and after rollbacks.
 * `moreFollow`: the same transaction will assign again, so it holds every rotation now, in the one order that cannot deadlock.
 */
export async function assignNewLeads(ctx: Context, leads: readonly NewLead[], options: { moreFollow: boolean }): Promise<Assignment[]> {
  if (leads.length === 0) return []
  const facts = await factsFor(ctx, leads)
  const drafts = decideInTurn(facts, leads)
  const rotations = drafts.flatMap(({ rotation }) => (rotation ? [rotation.territory_id] : []))
  if (rotations.length === 0) return drafts
  await holdRotations(ctx, options.moreFollow ? facts.territories.map(one => one.id) : rotations)
  const { turns } = await territoriesWithTurns(ctx)
  const decisions = decideInTurn({ ...facts, turns }, leads)
  await keepTurns(
    ctx,
    decisions.flatMap(({ rotation }) => rotation ?? []),
  )
  return decisions
}
