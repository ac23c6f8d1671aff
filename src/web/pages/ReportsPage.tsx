import { hasObject, useMeta } from '../api/meta.ts'
import { HintBar } from '../shell/HintBar.tsx'
import { TopBar } from '../shell/TopBar.tsx'
import { A } from '../ui/A.tsx'

interface Report {
  href: string
  title: string
  about: string
  object: string
}

const reports: readonly Report[] = [
  {
    href: '/reports/first-response',
    title: 'First response',
    about: 'How soon new leads are answered, by person, source and week.',
    object: 'lead',
  },
  {
    href: '/reports/pool',
    title: 'Pool',
    about: 'What goes through the pool, how it leaves, and why leads are unqualified.',
    object: 'lead',
  },
  { href: '/quotas', title: 'Quotas', about: 'Attainment of each person in a quarter.', object: 'quota' },
]

/** The reports that this role may read. */
export function ReportsPage() {
  const meta = useMeta()
  return (
    <>
      <TopBar title="Reports" />
      <div className="scroll page">
        <ul className="report-list" aria-label="Reports">
          {reports
            .filter(report => hasObject(meta, report.object))
            .map(report => (
              <li key={report.href}>
                <A className="strong" href={report.href}>
                  {report.title}
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
