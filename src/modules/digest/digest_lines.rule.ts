import { dateIn } from '../../platform/object/relative_date.rule.ts'
import type { HomeItem, HomeKind } from '../home/home.queries.ts'
import type { DigestLine, DigestSection } from './digest.rule.ts'

const titles: readonly [HomeKind, string][] = [
  ['first_reply', 'To answer first'],
  ['task', 'Tasks'],
  ['new_lead', 'New leads'],
  ['next_step', 'Next steps that are overdue'],
  ['close_date', 'Closing dates that have passed'],
  ['pool', 'Leads that go to the pool'],
  ['renewal', 'Renewals coming up'],
  ['mention', 'You were mentioned'],
]
const dated: ReadonlySet<HomeKind> = new Set(['next_step', 'close_date', 'renewal'])
const day = 86_400_000

/** When something is due, in the reader's own words and clock. */
function whenOf(item: HomeItem, now: Date, timeZone: string): string | null {
  if (!item.at || item.kind === 'mention' || item.kind === 'new_lead') return null
  const today = dateIn(now, timeZone)
  const on = dated.has(item.kind) ? item.at.toISOString().slice(0, 10) : dateIn(item.at, timeZone)
  const days = Math.round((Date.parse(today) - Date.parse(on)) / day)
  if (days > 0) return days === 1 ? 'since yesterday' : `${days} days late`
  if (days === 0 && !dated.has(item.kind))
    return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(item.at)
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(Date.parse(on))
}

/** What home shows, in the words of the digest: the same things in the same order (F4). */
export function digestSections(
  items: readonly HomeItem[],
  now: Date,
  timeZone: string,
  urlOf: (item: HomeItem) => string,
): DigestSection[] {
  return titles.map(([kind, title]) => ({
    title,
    lines: items
      .filter(item => item.kind === kind)
      .map(
        (item): DigestLine => ({
          title: item.title,
          about: item.about,
          when: whenOf(item, now, timeZone),
          late: item.late,
          url: urlOf(item),
        }),
      ),
  }))
}
