import { useObject } from '../../../web/api/meta.ts'
import { lengthOf } from '../../../web/format/dates.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { Empty } from '../../../web/ui/states.tsx'
import { Figures, Headline, ReportFrame } from './ReportFrame.tsx'
import { type Counted, useNames, useReport } from './report.ts'

interface Row extends Counted {
  entered: number
  idle: number
  released: number
  claimed: number
  assigned: number
  unqualified: number
  waiting: number
  won_over: number
  median_hours: number | null
}
interface Report {
  total: Row | null
  by_source: Row[]
  by_owner: Row[]
  unqualified: { reason: string; leads: number; through_pool: number }[]
}

const took = (hours: number | null): string => (hours === null ? '–' : lengthOf(hours * 3_600_000))
const columns: [string, (row: Row) => string | number][] = [
  ['Came in', row => row.entered],
  ['Left lying', row => row.idle],
  ['Released', row => row.released],
  ['Claimed', row => row.claimed],
  ['Unqualified', row => row.unqualified],
  ['Converted', row => row.won_over],
  ['Still there', row => row.waiting],
  ['Time in it', row => took(row.median_hours)],
]

/** What goes through the pool, and why leads are unqualified (C8). */
export function PoolReportPage() {
  const { weeks, data, error, refetch } = useReport<Report>('pool')
  const names = useNames()
  const reason = useObject('lead').fields.disqualification_reason
  const { total } = data ?? {}
  return (
    <ReportFrame
      title="Pool"
      path="/reports/pool"
      weeks={weeks}
      error={error}
      retry={refetch}
      note="Each time that a lead came into the pool counts. Time in it is the median of those that left."
    >
      {data && (!total || total.entered === 0) && data.unqualified.length === 0 && (
        <Empty title="Nothing went through the pool in this time">
          Leads that nobody works on come there, and whoever claims them is counted here.
        </Empty>
      )}
      {data && total && total.entered > 0 && (
        <>
          <Headline
            figures={[
              [String(total.entered), 'came in'],
              [String(total.claimed), 'were claimed'],
              [took(total.median_hours), 'half left within'],
              [String(total.won_over), 'are converted by now'],
            ]}
          />
          <Figures title="By source" first="Source" rows={data.by_source} nameOf={row => names.source(row.key)} columns={columns} />
          <Figures title="By former owner" first="Was with" rows={data.by_owner} nameOf={row => names.owner(row.key)} columns={columns} />
        </>
      )}
      {data && data.unqualified.length > 0 && (
        <Figures
          title="Why leads are unqualified"
          first="Reason"
          rows={data.unqualified}
          nameOf={row => (reason ? optionLabel(reason, row.reason) : row.reason)}
          columns={[
            ['Leads', row => row.leads],
            ['Through the pool', row => row.through_pool],
          ]}
        />
      )}
    </ReportFrame>
  )
}
