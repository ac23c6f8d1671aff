import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Figure } from './figures.ts'
import { type Scale, scales } from './generate.ts'
import type { PageSize } from './page_size.ts'
import { keepsWritten, type Written } from './writes.ts'

export interface Measured extends Pick<Figure, 'label' | 'promise'> {
  p50: number
  p95: number
  floor50: number
  floor95: number
  cpu: number
}
export type Curve = { leads: number; measured: Measured[] }[]

export interface Exported {
  label: string
  rows: number
  perSecond: number
  /** Rows a second that COPY makes of the same columns. */
  floor: number
  memory: number
}

interface Results {
  scale: Scale
  measured: Measured[]
  curve: Curve
  load: { label: string; program: number; raw: number; cpu: number }[]
  exported: Exported[]
  writes: Written[]
  /** The day's rules, and the board in a browser. */
  selling: Written[]
  idle: number
  loaded: number
  startup: number
  made: number | null
  page: PageSize | null
}

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1)
const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`
const kb = (bytes: number) => `${Math.round(bytes / 1024)} KB`
const whole = (value: number) => Math.round(value).toLocaleString('en')

/** The rule of the house: a little more than the least that the database needs for the same. */
const keepsRule = (one: Measured) => one.p50 <= 2 * one.floor50 + 1.5 && one.p95 <= 2 * one.floor95 + 5
const keepsPromise = ({ promise, p50, p95 }: Measured) => promise === undefined || (p50 <= promise[0] && p95 <= promise[1])
const mark = (kept: boolean) => (kept ? 'yes' : '**no**')

/** Writes `bench/results.md`: one page. */
export function writeResults(results: Results): void {
  const { scale, measured, load, exported, page } = results
  const n = scales[scale]
  const lines = [
    '# Measured promises',
    '',
    `${n.toLocaleString('en')} leads with 40 custom fields and as many contacts, ${(n * 10).toLocaleString('en')} activities, and what belongs to them (\`npm run bench -- --scale ${scale}\`${results.made === null ? '' : `; generated in ${whole(results.made)} s`}). Wall time in milliseconds of one client: the program over HTTP, with API key, permissions and JSON, beside the least SQL for the same on the same data, turn by turn in one run. *Rule*: p50 ≤ 2 × floor + 1.5 ms and p95 ≤ 2 × floor + 5 ms.`,
    '',
    `Machine: ${os.availableParallelism()} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.platform()} ${os.arch()}, Node ${process.versions.node}. Load at the end: ${os.loadavg()[0]?.toFixed(1)}.`,
    '',
    '| | program p50 | p95 | floor p50 | p95 | promised | kept | rule | processor |',
    '|---|---|---|---|---|---|---|---|---|',
    ...measured.map(
      one =>
        `| ${one.label} | ${ms(one.p50)} | ${ms(one.p95)} | ${ms(one.floor50)} | ${ms(one.floor95)} | ${one.promise ? one.promise.join(' / ') : ''} | ${one.promise ? mark(keepsPromise(one)) : ''} | ${mark(keepsRule(one))} | ${ms(one.cpu)} |`,
    ),
    '',
    '## Under load, 16 connections',
    '',
    '| | a second | raw statements | processor each |',
    '|---|---|---|---|',
    ...load.map(one => `| ${one.label} | ${whole(one.program)} | ${whole(one.raw)} | ${ms(one.cpu)} |`),
    '',
    ...exported.map(
      one =>
        `Export of ${one.label}: ${whole(one.perSecond)} rows a second over ${whole(one.rows)} rows, COPY of the same into nothing ${whole(one.floor)}; memory meanwhile at most ${mb(one.memory)}. `,
    ),
    '',
    '## Writing',
    '',
    'Beside each the least SQL that keeps the same rows and their history, on the same tables with the same indexes, in the same run.',
    '',
    '| | program | promised | kept | floor |',
    '|---|---|---|---|---|',
    ...results.writes.map(
      one =>
        `| ${one.label} | ${ms(one.value)} ${one.unit} | ${one.promise.toLocaleString('en')} | ${mark(keepsWritten(one))} | ${one.floor === null ? '' : ms(one.floor)} |`,
    ),
    '',
    '## The rules of a day, and the board in a browser',
    '',
    'The rules run beside an editor of the very leads that they are about. Work of a frame: the processor time of the browser’s main thread.',
    '',
    '| | program | promised | kept |',
    '|---|---|---|---|',
    ...results.selling.map(
      one => `| ${one.label} | ${ms(one.value)} ${one.unit} | ${one.promise.toLocaleString('en')} | ${mark(keepsWritten(one))} |`,
    ),
    '',
    `Start to first served page: ${(results.startup / 1_000).toFixed(1)} s. Memory of the process: ${mb(results.idle)} idle, ${mb(results.loaded)} after all this.`,
    ...(page
      ? [`First list in a browser: ${kb(page.scripts)} of compressed scripts, ${kb(page.styles)} of styles in ${page.files} files.`]
      : []),
    '',
    ...growth(results.curve),
  ]
  fs.writeFileSync(path.join(import.meta.dirname, 'results.md'), `${lines.join('\n').trimEnd()}\n`)
}

/** How cost grows with the number of leads: the median on a logarithmic scale, a step a doubling. */
function growth(curve: Curve): string[] {
  if (curve.length < 2) return []
  const [first, ...others] = curve
  const last = others.at(-1)
  if (!first || !last) return []
  const labels = last.measured
    .map(one => one.label)
    .filter(label => curve.every(({ measured }) => measured.some(one => one.label === label)))
  const bar = (value: number) => '▁▂▃▄▅▆▇█'[Math.max(0, Math.min(7, Math.round(Math.log2(Math.max(value, 0.25) / 0.25))))] ?? ''
  const of = (label: string, { measured }: Curve[number]) => measured.find(one => one.label === label)?.p50 ?? 0
  const floorOf = (label: string, { measured }: Curve[number]) => measured.find(one => one.label === label)?.floor50 ?? 0
  const grows = labels.filter(label => of(label, last) > 2 * of(label, first))
  return [
    '## How cost grows',
    '',
    `Median in milliseconds at ${curve.map(one => one.leads.toLocaleString('en')).join(', ')} leads (a step of the chart is a doubling).`,
    '',
    '```',
    ...labels.map(
      label =>
        `${label.slice(0, 72).padEnd(72)} ${curve.map(one => bar(of(label, one))).join('')}  ${curve.map(one => ms(of(label, one)).padStart(6)).join(' ')}`,
    ),
    '```',
    '',
    ...(grows.length === 0
      ? ['Nothing more than doubles over a hundred times the data.']
      : [
          'More than doubled over a hundred times the data:',
          '',
          ...grows.map(
            label => `- ${label} (its floor went from ${ms(floorOf(label, first))} to ${ms(floorOf(label, last))} ms): ${why(label)}`,
          ),
        ]),
  ]
}

/** What grows faster than its result, and why, found by the plans: the beginning of the label says which. */
const reasons: [beginning: string, reason: string][] = [
  [
    'list, 120',
    'a filter without an index of its own in the order asked for reads the rows that its narrowest condition finds, and these are a share of the table',
  ],
  [
    'the same, for a role',
    'owner or pool is one condition more that no order serves: a walk in order passes over what others own, and one condition that goes with the order (an old date by the newest touch) passes over most of the table',
  ],
  [
    'list, default',
    'the rows of one owner and status are a share of the table; those sorted by a column that its index has not are read and sorted',
  ],
  ['text contains', 'all rows that hold the text are read and sorted; how many hold it grows with the table'],
  [
    'search',
    'a word of which thousands begin alike is read as far as its most recent thousand; two such words that seldom meet are cut across, at most forty thousand of each',
  ],
  ['record page', 'the account with most history has a share of all that happened; its page is walked from the newest and stops'],
  ['board', 'what is open is added up live, and it is a share of all opportunities'],
]
const why = (label: string): string =>
  reasons.find(([beginning]) => label.startsWith(beginning))?.[1] ?? 'it reads a share of the table, as its floor does'
