import type { Page } from 'playwright-core'
import { openBrowser } from '../e2e/browser.ts'
import type { BenchServer } from './server.ts'
import type { OpenWorkspace } from './workspace.ts'
import type { Written } from './writes.ts'

interface Parts {
  workspace: OpenWorkspace
  server: BenchServer
  say: (line: string) => void
}

/** What the page's own clock notes: when the first card was painted, and every frame while something is watched. */
interface Watch {
  painted: number
  frames: number[]
  watching: boolean
}

const watch = `(() => {
  const watch = { painted: 0, frames: [], watching: false }
  window.benchWatch = watch
  const seen = new MutationObserver(() => {
    if (!document.querySelector('[data-card]')) return
    seen.disconnect()
    requestAnimationFrame(() => setTimeout(() => { watch.painted = performance.now() }))
  })
  seen.observe(document, { childList: true, subtree: true })
  const frame = at => { if (watch.watching) watch.frames.push(at); requestAnimationFrame(frame) }
  requestAnimationFrame(frame)
})()`

const loads = 7
const drags = 4
const frame = 1_000 / 60

/**
 * The board of a pipeline in Chromium (issue 4): how soon its cards are painted after its data came, and whether a card that is dragged
 * over all columns, and a column that is scrolled, keep sixty frames a second. The main thread's work per frame says the same on a
 * machine that does other things besides.
 */
export async function measureBoard({ workspace, server, say }: Parts): Promise<Written[]> {
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({
      viewport: { width: 1_280, height: 800 },
      baseURL: `http://127.0.0.1:${server.port}`,
      extraHTTPHeaders: { authorization: `Bearer ${workspace.keys.admin}` },
    })
    await context.addInitScript(watch)
    const page = await context.newPage()
    const paints: number[] = []
    for (let load = 0; load < loads; load++) {
      await page.goto('/opportunities?view=all&layout=board&pipeline=sales')
      await page.evaluate('new Promise(done => { const ask = () => (benchWatch.painted > 0 ? done() : setTimeout(ask, 10)); ask() })')
      // The first load fills the browser's cache.
      if (load > 0)
        paints.push(
          await page.evaluate<number>(
            `benchWatch.painted - performance.getEntriesByType('resource').filter(one => one.name.endsWith('/opportunities/board')).at(-1).responseEnd`,
          ),
        )
    }
    const open = await server.call('POST', '/opportunities/totals', {
      filter: {
        and: [
          { field: 'pipeline', op: 'is', value: 'sales' },
          { field: 'closed_at', op: 'empty' },
        ],
      },
    })
    const dragging = await framesOf(page, dragOver)
    const scrolling = await framesOf(page, scrollColumn)
    const what = `the board of ${Number(open.count).toLocaleString('en')} open opportunities`
    const found: Written[] = [
      {
        label: `${what}: painted after its data, median of ${paints.length}`,
        value: median(paints),
        unit: 'ms',
        promise: 300,
        floor: null,
      },
      ...framesFound('a card dragged over it', dragging),
      ...framesFound('a column of it scrolled', scrolling),
    ]
    for (const one of found) say(`${one.label.padEnd(76)} ${one.value.toFixed(1).padStart(9)} ${one.unit}   promised ${one.promise}`)
    return found
  } finally {
    await browser.close()
  }
}

interface Frames {
  count: number
  dropped: number
  /** Milliseconds of the main thread's work a frame. */
  work: number
}

const framesFound = (what: string, { count, dropped, work }: Frames): Written[] => [
  { label: `${what}: frames dropped of ${count}, percent`, value: (dropped / count) * 100, unit: '%', promise: 1, floor: null },
  {
    label: `${what}: work of a frame, of ${frame.toFixed(1)} ms that it may take`,
    value: work,
    unit: 'ms',
    promise: Math.floor(frame),
    floor: null,
  },
]

/** Counts the frames while something is done: one that comes a whole frame late was dropped. */
async function framesOf(page: Page, act: (page: Page) => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page)
  // The thread's own time: what else the machine does is not in it.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const taskTime = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(one => one.name === 'TaskDuration')?.value ?? 0) * 1_000
  }
  const before = await taskTime()
  await page.evaluate('benchWatch.frames.length = 0, benchWatch.watching = true')
  await act(page)
  const { frames } = await page.evaluate<Watch>('benchWatch.watching = false, benchWatch')
  const work = (await taskTime()) - before
  await session.detach()
  const dropped = frames.slice(1).reduce((sum, at, index) => sum + Math.max(0, Math.round((at - (frames[index] ?? at)) / frame) - 1), 0)
  return { count: frames.length + dropped, dropped, work: work / frames.length }
}

/** A card is held, carried to the last column and back, and let go where it came from. */
async function dragOver(page: Page): Promise<void> {
  const from = await page.locator('[data-card]').first().boundingBox()
  const to = await page.locator('section[data-stage]').last().boundingBox()
  if (!from || !to) throw new Error('There is no board')
  const [x, y, end] = [from.x + 40, from.y + 40, to.x + to.width / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let turn = 0; turn < drags; turn++) {
    await page.mouse.move(end, y + 200, { steps: 60 })
    await page.mouse.move(x, y, { steps: 60 })
  }
  await page.mouse.up()
}

async function scrollColumn(page: Page): Promise<void> {
  const column = await page.locator('section[data-stage] .stack').first().boundingBox()
  if (!column) throw new Error('There is no column')
  await page.mouse.move(column.x + column.width / 2, column.y + column.height / 2)
  for (let turn = 0; turn < 240; turn++) {
    await page.mouse.wheel(0, 40)
    await page.waitForTimeout(8)
  }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
