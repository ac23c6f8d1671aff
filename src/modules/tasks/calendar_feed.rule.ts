export interface CalendarTask {
  id: string
  subject: string
  notes: string | null
  due_at: Date
  updated_at: Date
  url: string
}

const lineEnd = '\r\n'
const minutes = 15

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|[\r\n]/g, '\\n')

/** A line is at most 75 bytes long; the next one goes on after a blank (RFC 5545). */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  let size = 0
  for (const letter of line) {
    const bytes = Buffer.byteLength(letter)
    if (size + bytes > 74) {
      parts.push(part)
      part = ''
      size = 0
    }
    part += letter
    size += bytes
  }
  return [...parts, part].join(`${lineEnd} `)
}

/** Somebody's tasks as a calendar that other programs subscribe to; every time is in UTC, so no zone can be read wrongly (F4). */
export function calendarFeed(name: string, tasks: readonly CalendarTask[]): string {
  const event = (task: CalendarTask) => [
    'BEGIN:VEVENT',
    `UID:${task.id}@hedgerow`,
    `DTSTAMP:${stamp(task.updated_at)}`,
    `DTSTART:${stamp(task.due_at)}`,
    `DTEND:${stamp(new Date(task.due_at.getTime() + minutes * 60_000))}`,
    `SUMMARY:${escaped(task.subject)}`,
    ...(task.notes ? [`DESCRIPTION:${escaped(task.notes)}`] : []),
    `URL:${task.url}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Hedgerow//Tasks//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT30M',
    ...tasks.flatMap(event),
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join(lineEnd)
}
