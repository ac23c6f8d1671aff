import type { ReactNode } from 'react'
import { sentenceOf } from '../../../web/api/problem.ts'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { A } from '../../../web/ui/A.tsx'
import { ScrollRegion } from '../../../web/ui/ScrollRegion.tsx'
import { Failed, SkeletonRows } from '../../../web/ui/states.tsx'

interface ReportFrameProps {
  title: string
  path: string
  weeks: number
  error: Error | null
  retry: () => unknown
  note: string
  children: ReactNode
}

const spans: [number, string][] = [
  [4, '4 weeks'],
  [12, '12 weeks'],
  [26, 'Half a year'],
  [52, 'A year'],
]

/** A report's page: the span that it is over, and at once its frame. */
export function ReportFrame({ title, path, weeks, error, retry, note, children }: ReportFrameProps) {
  return (
    <>
      <TopBar title={title} parent={{ href: '/reports', label: 'Reports' }} />
      <div className="scroll page report">
        <nav className="row report-spans" aria-label="Period">
          {spans.map(([span, label]) => (
            <A key={span} href={`${path}?weeks=${span}`} className="btn quiet sm" aria-current={span === weeks || undefined}>
              {label}
            </A>
          ))}
        </nav>
        {error && !children && <Failed sentence={sentenceOf(error)} retry={() => void retry()} />}
        {!children && !error && <SkeletonRows rows={8} />}
        {children}
      </div>
      <HintBar hints={[]}>
        <span>{note}</span>
      </HintBar>
    </>
  )
}

interface FiguresProps<T> {
  title: string
  first: string
  rows: readonly T[]
  nameOf: (row: T) => string
  columns: readonly [label: string, value: (row: T) => ReactNode][]
}

/** A table of figures, one row a person, source or week. */
export function Figures<T>({ title, first, rows, nameOf, columns }: FiguresProps<T>) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ScrollRegion label={title} className="report-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {columns.map(([label]) => (
                <th key={label} scope="col" className="num">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={nameOf(row)}>
                <th scope="row" className="cut">
                  {nameOf(row)}
                </th>
                {columns.map(([label, value]) => (
                  <td key={label} className="num">
                    {value(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}

/** Numbers above the tables, each with what it says. */
export function Headline({ figures }: { figures: readonly [value: string, what: string][] }) {
  return (
    <ul className="headline" aria-label="In all">
      {figures.map(([value, what]) => (
        <li key={what}>
          <span className="figure">{value}</span>
          <span className="meta">{what}</span>
        </li>
      ))}
    </ul>
  )
}
