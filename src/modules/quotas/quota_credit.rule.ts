import { dayText, utc } from '../../platform/object/relative_date.rule.ts'

/** A won opportunity, as far as quotas look at it. */
export interface WonDeal {
  record_type: string
  amount: string
  arr_up_for_renewal: string | null
  contract_term_months: number | null
  paid_upfront: boolean
  self_serve_post_engagement: boolean
  /** Its currency, where it is not that of the quotas. */
  other_currency: string | null
  /** The day of signature, by the workspace's calendar. */
  signed_on: string
  close_date: string
  contract_start_date: string | null
}

export interface Credit {
  credit: string
  period: string
  reason: string
}

const cents = (amount: string): number => Math.round(Number(amount) * 100)
// Made once: each costs as much as a thousand sums.
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const withCents = new Intl.NumberFormat('en', { minimumFractionDigits: 2 })
const said = (value: number): string => (value % 100 === 0 ? whole : withCents).format(value / 100)

/** `2026-Q4` for a day of it. */
export const quarterOf = (date: string): string => `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`

/** The first day of a quarter and of the one after it; null when it is none. */
export function quarterSpan(period: string): { from: string; until: string } | null {
  const match = /^(\d{4})-Q([1-4])$/.exec(period)
  if (!match) return null
  const first = (Number(match[2]) - 1) * 3
  const day = (month: number) => dayText(utc(Number(match[1]), month, 1))
  return { from: day(first), until: day(first + 3) }
}

/**
 * What a won opportunity adds to its owner's quota, in which quarter, and why (G6, E7, playbook: quota credit). A contract paid
 * upfront counts for its whole term, any other for its first year.
 */
export function quotaCredit(deal: WonDeal): Credit {
  const { period, when } = quarter(deal)
  if (deal.self_serve_post_engagement)
    return { credit: '0.00', period, reason: 'Self-serve after engagement: nobody from sales went along, so it does not count.' }
  if (deal.other_currency !== null)
    return {
      credit: '0.00',
      period,
      reason: `In ${deal.other_currency}: amounts of another currency than the quota’s are not added to it.`,
    }
  const years = (deal.contract_term_months ?? 12) / 12
  const isWhole = deal.paid_upfront && years > 1
  const value = isWhole ? Math.round(cents(deal.amount) * years) : cents(deal.amount)
  const { credit, why } = share(deal, value)
  const term = isWhole
    ? ` The whole ${deal.contract_term_months} months count, as they are paid upfront.`
    : years > 1
      ? ' Of several years the first counts, as they are not paid upfront.'
      : ''
  return { credit: (credit / 100).toFixed(2), period, reason: `${why}${term}${when}` }
}

/** How much of the deal's value is new. */
function share(deal: WonDeal, value: number): { credit: number; why: string } {
  const before = deal.arr_up_for_renewal === null ? null : cents(deal.arr_up_for_renewal)
  const beyond = (words: string) => ({
    credit: Math.max(0, value - (before ?? 0)),
    why: `${words}: ${said(value)} less ${said(before ?? 0)}.`,
  })
  switch (deal.record_type) {
    case 'renewal':
      return before === null
        ? { credit: value, why: `Renewal, nothing was up for renewal: all of ${said(value)}.` }
        : beyond(value > before ? 'Renewal with expansion' : 'Renewal without expansion')
    case 'existing_business':
      return { credit: value, why: `Expansion: the top-up of ${said(value)}.` }
    case 'convert_to_annual':
      // Pay-as-you-go commits to nothing, so the annual contract is new, save what they are known to pay already: it counted when it came.
      return before === null
        ? { credit: value, why: `Converted to annual: the contract of ${said(value)}, what they paid before is not known.` }
        : beyond('Converted to annual, what they paid before left out')
    default:
      return { credit: value, why: `Net new: the deal value of ${said(value)}.` }
  }
}

/**
 * The quarter of the later of signature and contract start. Signed is when it was closed here, or on the close date if that is in
 * an earlier quarter: closing a deal late in the CRM does not take it out of the quarter in which it was sold.
 */
function quarter(deal: WonDeal): { period: string; when: string } {
  const entered = quarterOf(deal.signed_on)
  const dated = quarterOf(deal.close_date)
  const signed = dated < entered ? dated : entered
  const start = deal.contract_start_date === null ? null : quarterOf(deal.contract_start_date)
  if (start !== null && start > signed) return { period: start, when: ` In ${start}, when the contract starts.` }
  return { period: signed, when: dated < entered ? ` In ${dated}, by its close date.` : '' }
}
