import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { startOfDate } from '../../platform/object/relative_date.rule.ts'
import { refuse } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { companyDomain, registrableDomain } from '../enrichment/email_domain.rule.ts'
import { nameDerivation } from '../enrichment/name.derive.ts'
import { icpScore } from '../scoring/icp_score.rule.ts'
import { leadScore } from '../scoring/lead_score.rule.ts'
import { SCORE_INPUTS, type ScoreInput } from '../scoring/score_facts.rule.ts'
import { scoresSetting } from '../scoring/score_settings.ts'
import { calendarsOf, type Whose } from '../working_hours/calendar.queries.ts'
import { workingHoursSetting } from '../working_hours/working_hours_setting.ts'
import { addWorkingHours } from '../working_hours/working_time.rule.ts'
import { handsOnSetting, slaSetting } from './lead_settings.ts'
import { idleSince } from './pool/idle.rule.ts'
import { type FlowInput, recommendedFlow } from './recommended_flow.rule.ts'
import { isOpen, type LeadStatus, statusRefusal } from './status.rule.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The company's domain follows from the mail address, else the website, unless somebody typed another one (C1). */
const domain: Derivation = {
  object: 'lead',
  from: ['email', 'website', 'domain'],
  reads: ['email', 'website', 'domain'],
  gives: ['domain'],
  derive: async (rows, _ctx, before) =>
    rows.map((row, index) => {
      const old = before[index]
      const derivedBefore = old && old.domain === (companyDomain(text(old.email)) ?? companyDomain(text(old.website)))
      if (row.domain !== null && !(derivedBefore && row.domain === old?.domain))
        return { domain: registrableDomain(text(row.domain)) ?? text(row.domain)?.toLowerCase() ?? null }
      return { domain: companyDomain(text(row.email)) ?? companyDomain(text(row.website)) }
    }),
}

/** A lead belongs to the account that has its domain, unless it was linked to another. */
const account: Derivation = {
  object: 'lead',
  from: ['domain'],
  reads: ['domain', 'account_id'],
  gives: ['account_id'],
  derive: async (rows, ctx) => {
    const wanted = rows.filter(row => row.account_id === null && text(row.domain))
    if (wanted.length === 0) return rows.map(() => ({}))
    const found = await ctx.tx
      .selectFrom('account_domain')
      .selectAll()
      .where('domain', 'in', [...new Set(wanted.map(row => String(row.domain)))])
      .execute()
    const byDomain = new Map(found.map(one => [one.domain, one.account_id]))
    return rows.map(row => (row.account_id === null ? { account_id: byDomain.get(String(row.domain)) ?? null } : {}))
  },
}

type AccountInput = Pick<ScoreInput, 'employees' | 'annual_revenue' | 'country' | 'company_type' | 'founded_year'> & { id: string }

async function accountsOf(ctx: Context, rows: readonly Readonly<Row>[]): Promise<Map<string, AccountInput>> {
  const ids = [...new Set(rows.map(row => row.account_id).filter(id => typeof id === 'string'))]
  if (ids.length === 0) return new Map()
  const { rows: found } = await sql<AccountInput>`select id, employees, annual_revenue, country, company_type, founded_year from account
    where id = any(${ids}::uuid[]) and deleted_at is null`.execute(ctx.tx)
  return new Map(found.map(one => [one.id, one]))
}

const own = <K extends keyof ScoreInput>(row: Readonly<Row>, from: AccountInput | undefined, key: K & keyof AccountInput) =>
  (row[key] ?? from?.[key] ?? null) as ScoreInput[K]

/** Both scores with a reason for every point, from the lead's own values and its account's where the lead has none (C2). */
export const scores: Derivation = {
  object: 'lead',
  from: [...SCORE_INPUTS, 'account_id'],
  reads: [...SCORE_INPUTS, 'account_id'],
  gives: ['score', 'icp_score', 'score_reasons'],
  derive: async (rows, ctx) => {
    const tables = ctx.settings.get(scoresSetting)
    const accounts = await accountsOf(ctx, rows)
    return rows.map(row => {
      const from = accounts.get(String(row.account_id))
      const input: ScoreInput = {
        employees: own(row, from, 'employees'),
        annual_revenue: own(row, from, 'annual_revenue'),
        country: own(row, from, 'country'),
        company_type: own(row, from, 'company_type'),
        founded_year: own(row, from, 'founded_year'),
        role_at_organization: text(row.role_at_organization),
        title: text(row.title),
        email: text(row.email),
      }
      const [lead, icp] = [leadScore(input, tables.lead), icpScore(input, tables.icp)]
      return {
        score: lead.score,
        icp_score: icp.score,
        score_reasons: { lead: { max: lead.max, reasons: lead.reasons }, icp: { max: icp.max, high: icp.high, reasons: icp.reasons } },
      }
    })
  },
}

/** Hands-on or self-serve, with its reasons; the person decides (C5). */
export const flow: Derivation = {
  object: 'lead',
  from: ['monthly_events', 'monthly_recordings', 'wants_annual', 'needs_evaluation', 'potential_value'],
  reads: ['monthly_events', 'monthly_recordings', 'wants_annual', 'needs_evaluation', 'potential_value'],
  gives: ['recommended_flow', 'recommended_flow_reason'],
  derive: async (rows, ctx) => {
    const thresholds = ctx.settings.get(handsOnSetting)
    return rows.map(row => {
      const { flow: recommended, reasons } = recommendedFlow(row as FlowInput, thresholds)
      return { recommended_flow: recommended, recommended_flow_reason: reasons.join(' ') }
    })
  },
}

/** Status changes keep to the state machine whichever door they come through (D1); an owner by hand says who gave it. */
const work: Derivation = {
  object: 'lead',
  from: ['status', 'owner_id', 'disqualification_reason'],
  reads: ['status', 'owner_id', 'disqualification_reason', 'converted_at'],
  gives: [
    'nurture_until',
    'disqualification_reason',
    'assigned_at',
    'assignment_reason',
    'assignment_steps',
    'pooled_at',
    'pooled_from_id',
  ],
  derive: async (rows, ctx, before) =>
    rows.map((row, index) => {
      const old = before[index] ?? null
      const derived: Record<string, unknown> = {}
      if (old?.status !== row.status || (row.status === 'unqualified' && row.disqualification_reason === null)) {
        const refused = statusRefusal({
          from: (old?.status ?? null) as LeadStatus | null,
          to: row.status as LeadStatus,
          disqualification_reason: text(row.disqualification_reason),
          converted_at: row.converted_at as Date | null,
        })
        if (refused)
          throw refuse(refused.code, refused.sentence, {
            errors: [{ field: refused.field, code: refused.code, message: refused.sentence }],
          })
        if (old && row.status !== 'nurturing') derived.nurture_until = null
        // Opened again: why it was closed stands in its history.
        if (old?.status === 'unqualified' && row.disqualification_reason === old.disqualification_reason)
          derived.disqualification_reason = null
      }
      if (!old) return derived
      if (old.owner_id !== row.owner_id && row.assignment_reason === old.assignment_reason) {
        derived.assigned_at = row.owner_id === null ? null : ctx.now
        derived.assignment_reason = row.owner_id === null ? 'Nobody owns it.' : `Given by ${ctx.actor.user?.name ?? 'the program'}.`
        derived.assignment_steps = null
      }
      if (row.owner_id !== null && old.owner_id === null) Object.assign(derived, { pooled_at: null, pooled_from_id: null })
      return derived
    }),
}

/** A converted lead stays as it was: only its links and what the program keeps go on (D6). Its undo takes the conversion away first. */
const readOnly: Derivation = {
  object: 'lead',
  from: 'any',
  // Of what people set, the rest stays as it was.
  reads: ['status', 'converted_at'],
  gives: [],
  derive: async (rows, ctx, before) => {
    const byPeople = Object.entries(ctx.registry.get('lead').fields)
      .filter(([, field]) => field.change !== 'commands')
      .map(([name]) => name)
    return rows.map((row, index) => {
      const old = before[index]
      if (old?.status === 'converted' && row.converted_at !== null && byPeople.some(name => !isDeepStrictEqual(old[name], row[name])))
        throw refuse('lead.already_converted', 'This lead was converted; it stays as it was.')
      return {}
    })
  },
}

/** When the first reply is due, by the working hours of its owner where those count; and whether the product led the lead here (C6, C7). */
const arrival: Derivation = {
  object: 'lead',
  from: [],
  derive: async (rows, ctx) => {
    const { hours, warning_hours } = ctx.settings.get(slaSetting)
    const calendars = ctx.settings.get(workingHoursSetting).enabled ? await calendarsOf(ctx, rows as readonly Whose[]) : null
    return rows.map((row, index) => {
      const arrived = row.created_at as Date
      const calendar = calendars?.[index]
      const after = (length: number) =>
        calendar ? addWorkingHours(arrived, length, calendar) : new Date(arrived.getTime() + length * 3_600_000)
      return {
        sla_due_at: row.sla_due_at ?? after(hours),
        sla_warns_at: after(Math.min(warning_hours, hours)),
        product_led: row.product_led === true || row.source === 'product_signup',
      }
    })
  },
}

const moment = (value: unknown): Date | null => (value instanceof Date ? value : null)

/** Somebody has something to do: nobody has with a lead that goes on by itself (D5), is closed or in the bin. */
const isWaiting = (row: Readonly<Row>): boolean => isOpen(row.status) && row.deleted_at === null && row.self_serve_no_interaction !== true

/** What the clock of the first reply rings for next: the warning, then the breach, then nothing. Answered or closed it is silent (C6). */
const bell: Derivation = {
  object: 'lead',
  from: ['first_responded_at', 'status', 'deleted_at', 'self_serve_no_interaction'],
  reads: ['first_responded_at', 'status', 'deleted_at', 'self_serve_no_interaction', 'sla_warns_at', 'sla_due_at'],
  gives: ['sla_rings_at'],
  derive: async (rows, ctx, before) =>
    rows.map((row, index) => {
      const old = before[index]
      if (old && !sameMoment(old.sla_rings_at, row.sla_rings_at)) return {}
      const next = [moment(row.sla_warns_at), moment(row.sla_due_at)].find(at => at !== null && at > ctx.now) ?? null
      const silent = row.first_responded_at !== null || !isWaiting(row)
      return { sla_rings_at: silent ? null : (moment(old?.sla_rings_at) ?? next) }
    }),
}

/** Since when its owner has let it lie; null where nobody could be idle (C7). */
const idleness: Derivation = {
  object: 'lead',
  from: 'any',
  reads: ['status', 'deleted_at', 'self_serve_no_interaction', 'owner_id', 'assigned_at', 'nurture_until'],
  gives: ['idle_since'],
  derive: async (rows, ctx, before) => {
    const zone = ctx.settings.get(workspaceSetting).time_zone
    return rows.map((row, index) => {
      const old = before[index] ?? null
      if (old && !sameMoment(old.idle_since, row.idle_since)) return {}
      return {
        idle_since: idleSince({
          open: isWaiting(row),
          owner_id: text(row.owner_id),
          was_owner_id: old ? text(old.owner_id) : null,
          was_idle_since: moment(old?.idle_since),
          assigned_at: moment(row.assigned_at),
          by_owner: row.owner_id !== null && ctx.actor.user?.id === row.owner_id && !isDeepStrictEqual(old, row),
          comes_back: row.status === 'nurturing' && typeof row.nurture_until === 'string' ? startOfDate(row.nurture_until, zone) : null,
          now: ctx.now,
        }),
      }
    })
  },
}

const sameMoment = (a: unknown, b: unknown): boolean => (moment(a)?.getTime() ?? null) === (moment(b)?.getTime() ?? null)

/** In this order: each may use what the ones before it found. */
export const leadDerivations: readonly Derivation[] = [
  nameDerivation('lead'),
  domain,
  account,
  scores,
  flow,
  readOnly,
  work,
  arrival,
  bell,
  idleness,
]
