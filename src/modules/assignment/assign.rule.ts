import { countryName, readCountry } from '../countries/countries.rule.ts'
import { isFreeMail } from '../enrichment/email_domain.rule.ts'
import { type EarlierLead, type Returning, returningOwner } from '../leads/intake/returning.rule.ts'
import { type AssignmentRule, ruleHolds } from './assignment_rule.rule.ts'
import { type Absence, receives } from './out_of_office.rule.ts'
import { nextInRotation } from './rotation.rule.ts'
import { type TerritoryCountries, territoryFor } from './territory.rule.ts'

export type AssignmentPolicy = {
  returning_enabled: boolean
  returning_months: number
  away_longer_than_days: number
  stops_days_before: number
  rules: readonly AssignmentRule[]
}

export type AssignmentInput = {
  /** The lead's fields; source, email, domain and country decide, further rules may look at any. */
  lead: Readonly<Record<string, unknown>>
  settings: AssignmentPolicy
  /** Every earlier lead of the same domain. */
  earlier: readonly EarlierLead[]
  /** `members`: user ids in rotation order. */
  territories: readonly (TerritoryCountries & { members: readonly string[] })[]
  users: readonly (Absence & { id: string })[]
  /** The number of the last turn of each member, by territory (rotation.rule.ts); who has no row has had none. */
  turns: Readonly<Record<string, readonly { user_id: string; assigned: number }[]>>
  now: Date
  timeZone: string
}

export type AssignmentStep = { ok: boolean; title: string; detail: string }
export type Assignment = {
  owner_id: string | null
  via: 'rule' | 'returning' | 'rotation' | 'nobody'
  territory_id: string | null
  /** Why, in words, for the lead's page. */
  reason: string
  /** Everything that was looked at, in order, for the timeline and the try-it box. */
  steps: AssignmentStep[]
  /** The turn that was used up: the one row to store; null when none was. */
  rotation: { territory_id: string; user_id: string; assigned: number } | null
}

/**
 * Who gets a new lead, and why (C3): further rules before it → returning company → further rules → territory → further rules → round
 * robin in the territory. A rule's person who cannot receive is passed over and the next step decides. When nobody in the rotation is
 * available the lead stays without an owner, visibly: another territory's people would not know the market, and the list of unassigned
 * leads is what they look at every morning. Only a rotation uses up a turn.
 */
export function decideAssignment(input: AssignmentInput): Assignment {
  const { lead, settings, territories } = input
  const steps: AssignmentStep[] = []
  const country = typeof lead.country === 'string' ? readCountry(lead.country) : null
  const byCountry = territoryFor(country, territories)
  const decided = (via: Assignment['via'], owner_id: string | null, reason: string, territory_id = byCountry.territory_id): Assignment => ({
    owner_id,
    via,
    territory_id,
    reason,
    steps,
    rotation: null,
  })

  const first = byRules(input, 'before_returning', steps)
  if (first?.owner_id) return decided('rule', first.owner_id, first.reason)
  if (first?.territory_id) return inRotation(input, first.territory_id, [first.reason], steps)

  const returning = settings.returning_enabled ? returningFor(input) : null
  if (returning) {
    const ok = returning.clause === 'same_owner'
    steps.push({ ok, title: ok ? 'A returning company' : 'Not a returning company', detail: returning.sentence })
    if (returning.owner_id) return decided('returning', returning.owner_id, returning.sentence)
  }

  const second = byRules(input, 'before_territory', steps)
  if (second?.owner_id) return decided('rule', second.owner_id, second.reason)
  if (second?.territory_id) return inRotation(input, second.territory_id, [second.reason], steps)

  for (const step of byCountry.steps)
    steps.push({ ok: step.matched, title: `${step.matched ? 'In' : 'Not in'} ${step.name}`, detail: step.why })
  const territory = territories.find(one => one.id === byCountry.territory_id)
  const said = returning && returning.clause !== 'not_a_form_lead' ? [returning.sentence] : []
  if (!territory)
    return decided(
      'nobody',
      null,
      [`No territory takes ${country ? countryName(country) : 'leads without a country'}.`, ...said, UNASSIGNED].join(' '),
    )
  const where = country ? `${countryName(country)} is in ${territory.name}.` : `No country is known, so it is in ${territory.name}.`

  const third = byRules(input, 'before_rotation', steps)
  if (third?.owner_id) return decided('rule', third.owner_id, `${where} ${third.reason}`)
  return inRotation(input, third?.territory_id ?? territory.id, third ? [where, third.reason] : [where, ...said], steps)
}

const UNASSIGNED = 'It waits unassigned.'

function returningFor(input: AssignmentInput): Returning {
  const { source, domain, email } = input.lead
  const company = typeof domain === 'string' && domain !== '' ? domain : null
  return returningOwner({
    source: String(source ?? ''),
    domain: company,
    freeMail: isFreeMail(company ?? (typeof email === 'string' ? email : null)),
    earlier: input.earlier,
    now: input.now,
    timeZone: input.timeZone,
    months: input.settings.returning_months,
  })
}

function byRules(
  input: AssignmentInput,
  position: AssignmentRule['position'],
  steps: AssignmentStep[],
): { owner_id?: string; territory_id?: string; reason: string } | null {
  for (const rule of input.settings.rules) {
    if (rule.position !== position || !ruleHolds(rule, input.lead)) continue
    const title = `Rule “${rule.name}”`
    if ('territory_id' in rule.then) {
      const { territory_id } = rule.then
      const territory = input.territories.find(one => one.id === territory_id)
      steps.push({
        ok: Boolean(territory),
        title,
        detail: territory ? `It goes to ${territory.name}.` : 'Its territory does not exist any more.',
      })
      if (territory) return { territory_id, reason: `${title} sends it to ${territory.name}.` }
      continue
    }
    const { owner_id } = rule.then
    const owner = input.users.find(user => user.id === owner_id)
    const why = owner ? receives(owner, input.now, input.timeZone, input.settings).why : 'Its person does not exist any more'
    steps.push({ ok: why === null, title, detail: why ? `${why}.` : `It goes to ${owner?.name}.` })
    if (owner && why === null) return { owner_id, reason: `${title} gives it to ${owner.name}.` }
  }
  return null
}

function inRotation(input: AssignmentInput, territory_id: string, because: string[], steps: AssignmentStep[]): Assignment {
  const territory = input.territories.find(one => one.id === territory_id)
  const user = (id: string | null) => input.users.find(one => one.id === id)
  const name = (id: string | null): string => user(id)?.name ?? 'Somebody who left'
  const whyNot = (id: string): string | null => {
    const member = user(id)
    return member ? receives(member, input.now, input.timeZone, input.settings).why : 'Somebody who left is not active'
  }
  const members = (territory?.members ?? []).map((user_id, position) => ({
    user_id,
    position,
    assigned: input.turns[territory_id]?.find(turn => turn.user_id === user_id)?.assigned ?? 0,
    available: whyNot(user_id) === null,
  }))
  const turn = nextInRotation(members)
  const absent = turn.skipped.map(id => whyNot(id) ?? '')
  for (const id of turn.skipped) steps.push({ ok: false, title: `${name(id)} is skipped`, detail: `${whyNot(id)}. The turn is not kept.` })

  if (turn.user_id === null) {
    const why =
      members.length === 0
        ? `Nobody is in the rotation of ${territory?.name}.`
        : `Nobody in ${territory?.name} is available: ${absent.join('; ')}.`
    steps.push({ ok: false, title: 'Nobody is available', detail: `${why} ${UNASSIGNED}` })
    return { owner_id: null, via: 'nobody', territory_id, reason: [...because, why, UNASSIGNED].join(' '), steps, rotation: null }
  }
  const { user_id } = turn
  const isAlone = members.filter(member => member.available).length === 1
  const follower = nextInRotation(turn.members).user_id
  const before = isAlone ? 'the only one available' : turn.after === null ? 'first in the rotation' : `next after ${name(turn.after)}`
  steps.push({
    ok: true,
    title: `${name(user_id)} is ${isAlone ? 'the only one available' : 'next'}`,
    detail: isAlone
      ? `Nobody else in ${territory?.name} can take it today.`
      : `${capital(before)}. After ${name(user_id)}: ${name(follower)}.`,
  })
  const skipped = absent.length > 0 ? `; ${absent.join('; ')}` : ''
  return {
    owner_id: user_id,
    via: 'rotation',
    territory_id,
    reason: [...because, `${firstName(name(user_id))} was ${before}${skipped}.`].join(' '),
    steps,
    rotation: { territory_id, user_id, assigned: turn.members.find(member => member.user_id === user_id)?.assigned ?? 1 },
  }
}

const firstName = (name: string): string => name.split(' ')[0] ?? name
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
