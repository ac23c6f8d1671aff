import { useMeta } from '../api/meta.ts'
import { HintBar } from '../shell/HintBar.tsx'
import { reports } from '../shell/places.ts'
import { TopBar } from '../shell/TopBar.tsx'
import { A } from '../ui/A.tsx'

/** The reports that this role may read. */
export function ReportsPage() {
  const meta = useMeta()
  return (
    <>
      <TopBar title="Reports" />
      <div className="scroll page">
        <ul className="report-list" aria-label="Reports">
          {reports(meta).map(report => (
            <li key={report.href}>
              <A className="strong" href={report.href}>
                {report.label}
              </A>
              <span className="meta">{report.about}</span>
            </li>
          ))}
        </ul>
      </div>
      <HintBar hints={[]} />
    </>
  )
}
