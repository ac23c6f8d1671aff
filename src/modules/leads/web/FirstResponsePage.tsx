import { lengthOf } from '../../../web/format/dates.ts'
import { Empty } from '../../../web/ui/states.tsx'
import { Figures, Headline, ReportFrame } from './ReportFrame.tsx'
import { type Counted, useNames, useReport } from './report.ts'

interface Row extends Counted {
  leads: number
  answered: number
  within: number
  late: number
  waiting: number
  median_minutes: number | null
  p90_minutes: number | null
}
interface Report {
  total: Row | null
  by_owner: Row[]
  by_source: Row[]
  by_week: Row[]
}

const took = (minutes: number | null): string => (minutes === null ? '–' : lengthOf(minutes * 60_000))
/** Of those that are decided: answered in time, or late. */
const inTime = ({ within, late }: Row): string => (within + late === 0 ? '–' : `${Math.round((within / (within + late)) * 100)} %`)

const columns: [string, (row: Row) => string | number][] = [
  ['Leads', row => row.leads],
  ['In time', inTime],
  ['Late', row => row.late],
  ['Waiting', row => row.waiting],
  ['Median', row => took(row.median_minutes)],
  ['9 of 10 within', row => took(row.p90_minutes)],
]

/** How soon new leads are answered, by person, source and week (C6). */
export function FirstResponsePage() {
  const { weeks, data, error, refetch } = useReport<Report>('first-response')
  const names = useNames()
  const { total } = data ?? {}
  const table = (title: string, first: string, kind: 'owner' | 'source' | 'week', rows: Row[]) => (
    <Figures title={title} first={first} rows={rows} nameOf={row => names[kind](row.key)} columns={columns} />
  )
  return (
    <ReportFrame
      title="First response"
      path="/reports/first-response"
      weeks={weeks}
      error={error}
      retry={refetch}
      note="From a lead’s arrival to the first mail, call or meeting. Leads closed unanswered are neither in time nor late."
    >
      {data && (!total || total.leads === 0) && (
        <Empty title="No leads arrived in this time">What is answered, and how soon, is counted here by person, source and week.</Empty>
      )}
      {data && total && total.leads > 0 && (
        <>
          <Headline
            figures={[
              [inTime(total), 'answered in time'],
              [String(total.late), 'late'],
              [took(total.median_minutes), 'half are answered within'],
              [took(total.p90_minutes), 'nine of ten are answered within'],
            ]}
          />
          {table('By owner', 'Owner', 'owner', data.by_owner)}
          {table('By source', 'Source', 'source', data.by_source)}
          {table('By week', 'Week of', 'week', data.by_week)}
        </>
      )}
    </ReportFrame>
  )
}
