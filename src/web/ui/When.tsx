import { useMeta } from '../api/meta.ts'
import { absolute, calendarDate, relative, shortDate, timeOf } from '../format/dates.ts'
import { useNow } from '../format/now.ts'

/** The viewer's time zone. */
export function useTimeZone(): string {
  const { me, workspace } = useMeta()
  return me.time_zone || workspace.time_zone
}

interface WhenProps {
  at: string
  /** `relative`: 2 h ago; `time`: 08:59; `full`: 19 Nov, 08:59; the whole stands in the title. */
  as?: 'relative' | 'time' | 'full'
}

/** A moment in the viewer's zone, with the absolute time on hover. */
export function When({ at, as = 'relative' }: WhenProps) {
  const now = useNow()
  const timeZone = useTimeZone()
  const moment = new Date(at)
  const words = {
    relative: relative(moment, now, timeZone),
    time: timeOf(moment, timeZone),
    full: `${shortDate(moment, now, timeZone)}, ${timeOf(moment, timeZone)}`,
  }
  return (
    <time dateTime={at} title={absolute(moment, timeZone)}>
      {words[as]}
    </time>
  )
}

/** A calendar day, which has no time zone. */
export function Day({ date }: { date: string }) {
  const now = useNow()
  return <time dateTime={date}>{calendarDate(date.slice(0, 10), now)}</time>
}
