import { dayText, moveBy, readDuration } from '../../platform/object/relative_date.rule.ts'

/** What a workspace does after winning, as data. */
export interface WinningPolicy {
  renewal: {
    /** Closes so many weeks after the day of winning, or so many days before the contract ends. */
    mode: 'after_winning' | 'before_contract_end'
    weeks: number
    days: number
  }
  /** `after` is an ISO 8601 duration; months are calendar months. */
  check_ins: { after: string; subject: string }[]
  /** An item with `from_amount` is for opportunities of at least that amount. */
  onboarding_checklist: { key: string; label: string; from_amount?: number | undefined }[]
  trials: { hands_on_days: number; over_free_tier_days: number; decision_call_days_before: number }
}

/** A calendar date moved by an ISO 8601 duration; months are calendar months, clamped to the month's end, and to the calendar's. */
export function dateAfter(date: string, duration: string, sign: 1 | -1 = 1): string {
  const length = readDuration(duration)
  if (!length) throw new Error(`${duration} is no duration`)
  const moved = moveBy(new Date(`${date}T00:00:00Z`), length, sign).getTime()
  // Further than time is counted is as far as the calendar goes.
  return dayText(Number.isNaN(moved) ? sign * Number.MAX_SAFE_INTEGER : moved)
}

/** The terms of a contract that dates follow from. */
export interface Contract {
  contract_start_date: string | null
  contract_term_months: number | null
}

/** When the contract ends; one without a start began on the day of winning, one without a term lasts a year. */
export const contractEnd = (wonOn: string, { contract_start_date, contract_term_months }: Contract): string =>
  dateAfter(contract_start_date ?? wonOn, `P${contract_term_months ?? 12}M`)

/**
 * When a renewal should close (E5): so many weeks after the day of winning, or so many days before the contract ends. What was won
 * long ago (an import) is due at the end of its contract instead; null when that is over too: its history is what was imported.
 */
export function renewalCloseDate(
  wonOn: string,
  contract: Contract,
  { mode, weeks, days }: WinningPolicy['renewal'],
  today: string,
): string | null {
  const end = contractEnd(wonOn, contract)
  const wanted = mode === 'after_winning' ? dateAfter(wonOn, `P${weeks}W`) : dateAfter(end, `P${days}D`, -1)
  return [wanted, end].find(date => date >= today) ?? (wonOn >= today ? today : null)
}

/** `Fjord Systems – renewal 2027`: named after the account and the year in which the contract ends. */
export const renewalName = (account: string, wonOn: string, contract: Contract): string =>
  `${account} – renewal ${contractEnd(wonOn, contract).slice(0, 4)}`

/** The items of the onboarding checklist that an opportunity of this amount has (E9). */
export const onboardingItems = (
  checklist: WinningPolicy['onboarding_checklist'],
  amount: string | null,
): { key: string; label: string }[] =>
  checklist
    .filter(item => item.from_amount === undefined || Number(amount ?? 0) >= item.from_amount)
    .map(({ key, label }) => ({ key, label }))

/** A task that the program makes for an opportunity, once for its key, due in the morning of its day. */
export interface FollowUp {
  key: string
  subject: string
  notes: string | null
  day: string
}

/** Who of the customer we look in on after winning, and when (E9). */
export const checkIns = (wonOn: string, policy: WinningPolicy['check_ins']): FollowUp[] =>
  policy.map(({ after, subject }) => ({ key: `check_in:${after}`, subject, notes: null, day: dateAfter(wonOn, after) }))

/** Nobody tries anything for longer than a year; a slip of the pen in a date makes no thousand tasks. */
const mostWeeks = 52
const kickOff = ['Events', 'Actions and cohorts', 'Insights and dashboards', 'Further features']

/** What a trial needs (E10): a kick-off call, a check-in each week, a call with decision makers before the end. */
export function trialSteps(startsOn: string, endsOn: string, { decision_call_days_before }: WinningPolicy['trials']): FollowUp[] {
  const steps: FollowUp[] = [
    { key: 'trial:kick_off', subject: 'Trial: kick-off call', notes: kickOff.map(topic => `- ${topic}`).join('\n'), day: startsOn },
  ]
  for (let week = 1; week <= mostWeeks && dateAfter(startsOn, `P${week}W`) < endsOn; week++)
    steps.push({
      key: `trial:week_${week}`,
      subject: `Trial: check in, week ${week}`,
      notes: null,
      day: dateAfter(startsOn, `P${week}W`),
    })
  const call = dateAfter(endsOn, `P${decision_call_days_before}D`, -1)
  steps.push({
    key: 'trial:decision_call',
    subject: 'Trial: call with decision makers',
    notes: null,
    day: call < startsOn ? startsOn : call,
  })
  return steps.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}
