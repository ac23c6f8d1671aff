import { dateIn } from '../../../platform/object/relative_date.rule.ts'

export type EarlierLead = {
  id: string
  created_at: Date
  owner_id: string | null
  /** The account of the owner is active. Being out of office does not matter here. */
  owner_active: boolean
  owner_name: string | null
  disqualification_reason: string | null
}

export type ReturningInput = {
  source: string
  /** Registrable domain of the new lead; null without one. */
  domain: string | null
  freeMail: boolean
  /** Every earlier lead of that domain, in any order. */
  earlier: readonly EarlierLead[]
  now: Date
  timeZone: string
  months: number
}

export type Returning = {
  clause:
    | 'not_a_form_lead'
    | 'no_domain'
    | 'free_mail'
    | 'none_earlier'
    | 'outside_window'
    | 'did_not_count'
    | 'owner_inactive'
    | 'same_owner'
  owner_id: string | null
  lead_id: string | null
  /** Why, for the lead's page. */
  sentence: string
}

/** The sources that count as a form: only those can be returning (playbook, Assignment). */
export const FORM_SOURCES: readonly string[] = ['contact_form', 'demo_booking']
const DO_NOT_COUNT: readonly string[] = ['spam', 'duplicate']

/**
 * Whether a new lead goes back to the owner of an earlier one of its company (C3, ruling "Returning window"): within the months, counted
 * from the earlier lead's arrival by calendar date in the workspace's time zone, the last day included, clamped to the end of a shorter
 * month. Spam and duplicates do not count. The latest earlier lead whose owner is active decides; active means the user account, not
 * who is in office: continuity with the company is worth a few days.
 */
export function returningOwner(input: ReturningInput): Returning {
  const { domain, earlier, months } = input
  const window = `${months} ${months === 1 ? 'month' : 'months'}`
  if (!FORM_SOURCES.includes(input.source)) return no('not_a_form_lead', 'Only form leads go back to an earlier owner.')
  if (input.freeMail) return no('free_mail', `${domain ?? 'The address'} is free mail, not a company.`)
  if (!domain) return no('no_domain', 'No company domain is known.')
  if (earlier.length === 0) return no('none_earlier', `Nobody owned ${domain} in the last ${window}.`)

  const counting = earlier.filter(lead => !DO_NOT_COUNT.includes(lead.disqualification_reason ?? '')).sort(latestFirst)
  const [latest] = counting
  if (!latest) return no('did_not_count', `Earlier leads of ${domain} were spam or duplicates, which do not count.`)

  const today = dateIn(input.now, input.timeZone)
  const inWindow = counting.filter(lead => today <= addMonths(dateIn(lead.created_at, input.timeZone), months))
  if (inWindow.length === 0)
    return no(
      'outside_window',
      `The last lead of ${domain} arrived on ${sayDate(dateIn(latest.created_at, input.timeZone))}, more than ${window} ago.`,
    )

  const decides = inWindow.find(lead => lead.owner_id !== null && lead.owner_active)
  if (!decides?.owner_id) {
    const former = inWindow.find(lead => lead.owner_id !== null)
    return no(
      'owner_inactive',
      former
        ? `${former.owner_name ?? 'The owner'} had ${domain} but is no longer active.`
        : `Nobody owned ${domain} in the last ${window}.`,
    )
  }
  const arrived = sayDate(dateIn(decides.created_at, input.timeZone))
  return {
    clause: 'same_owner',
    owner_id: decides.owner_id,
    lead_id: decides.id,
    sentence: `${decides.owner_name ?? 'The owner'} has had ${domain} since ${arrived}, within the last ${window}.`,
  }
}

/** A calendar date so many months on, clamped to the end of a shorter month: 31 Oct + 4 is 28 or 29 Feb. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastOfMonth))).toISOString().slice(0, 10)
}

/** `2026-11-23` as "23 Nov 2026". */
export function sayDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const latestFirst = (a: EarlierLead, b: EarlierLead): number => b.created_at.getTime() - a.created_at.getTime()
const no = (clause: Returning['clause'], sentence: string): Returning => ({ clause, owner_id: null, lead_id: null, sentence })
