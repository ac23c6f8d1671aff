import { calendarDay, dateIn, instantAt } from '../../platform/object/relative_date.rule.ts'
import { minutesOfClock, type NotificationPreferences } from '../notifications/preferences.rule.ts'

type DigestPreference = NotificationPreferences['digest']
const lookBack = 3 * 3_600_000
/** Further than anybody looks for the next. */
const mostAhead = 31

/**
 * When a user's next digest falls, if it does between a few hours ago and `until`: at their own time by their own clocks, on
 * working days unless they want it every day (F4). A program that was off this morning makes up for it until then.
 */
export function digestTime(
  { on, at, days }: DigestPreference,
  now: Date,
  until: Date,
  timeZone: string,
  sent: readonly string[] = [],
): { day: string; at: Date } | null {
  if (!on) return null
  const today = calendarDay(now, timeZone)
  for (let ahead = 0; ahead <= mostAhead; ahead++) {
    const time = instantAt(today.year, today.month, today.day + ahead, minutesOfClock(at), timeZone)
    if (time >= until) return null
    const worked = days === 'every_day' || (today.weekday + ahead) % 7 < 5
    const day = dateIn(time, timeZone)
    if (worked && !sent.includes(day) && time.getTime() > now.getTime() - lookBack) return { day, at: time }
  }
  return null
}

export interface DigestLine {
  title: string
  about: string | null
  /** Such as "due 14:00" or "2 days late". */
  when: string | null
  late: boolean
  url: string
}
export interface DigestSection {
  title: string
  lines: readonly DigestLine[]
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const subjectOf = (sections: readonly DigestSection[]): string => {
  const late = sections.flatMap(section => section.lines).filter(line => line.late).length
  const all = sections.reduce((sum, section) => sum + section.lines.length, 0)
  return `Your day: ${all} ${all === 1 ? 'thing' : 'things'}${late > 0 ? `, ${late} late` : ''}`
}

function lineHtml({ title, about, when, late, url }: DigestLine): string {
  const color = late ? '#b3261e' : '#6a655c'
  return `<tr><td style="padding:6px 0;border-top:1px solid #eeece7;font-size:14px;line-height:20px"><a href="${escaped(url)}" style="color:#1d1b18;text-decoration:none;font-weight:600">${escaped(title)}</a>${
    about ? `<span style="color:#55514a"> · ${escaped(about)}</span>` : ''
  }</td><td align="right" style="padding:6px 0 6px 12px;border-top:1px solid #eeece7;font-size:12px;line-height:20px;color:${color};white-space:nowrap;vertical-align:top">${escaped(when ?? '')}</td></tr>`
}

/** The morning's mail, as text and as HTML; null when there is nothing to say (F4). */
export function digestMail(
  name: string,
  sections: readonly DigestSection[],
  links: { home: string; settings: string },
): { subject: string; text: string; html: string } | null {
  const filled = sections.filter(section => section.lines.length > 0)
  if (filled.length === 0) return null
  const text = [
    `Good morning ${name},`,
    ...filled.map(section =>
      [
        section.title,
        ...section.lines.map(line => `- ${[line.title, line.about, line.when].filter(Boolean).join(' · ')}\n  ${line.url}`),
      ].join('\n'),
    ),
    `All of it: ${links.home}\nWhen this comes, and whether: ${links.settings}`,
  ].join('\n\n')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>Your day</title></head>
<body style="margin:0;background:#f8f7f4;color:#1d1b18;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #e7e4de;border-radius:8px"><tr><td style="padding:24px">
<h1 style="margin:0 0 4px;font-size:20px;line-height:28px;font-weight:600">Good morning ${escaped(name)}</h1>
${filled
  .map(
    section =>
      `<h2 style="margin:20px 0 4px;font-size:13px;line-height:20px;font-weight:600;color:#55514a">${escaped(section.title)}</h2><table role="presentation" width="100%" cellpadding="0" cellspacing="0">${section.lines.map(lineHtml).join('')}</table>`,
  )
  .join('\n')}
<p style="margin:24px 0 0"><a href="${escaped(links.home)}" style="display:inline-block;background:#1f5a3d;color:#ffffff;text-decoration:none;font-size:13px;line-height:20px;padding:6px 14px;border-radius:6px">Begin the day</a></p>
</td></tr></table>
<p style="margin:12px 0 0;font-size:12px;line-height:16px;color:#6a655c"><a href="${escaped(links.settings)}" style="color:#6a655c">When this comes, and whether</a></p>
</td></tr></table></body></html>`
  return { subject: subjectOf(filled), text: `${text}\n`, html }
}
