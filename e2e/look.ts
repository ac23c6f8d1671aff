import path from 'node:path'
import axe from 'axe-core'
import type { Page, Request } from 'playwright-core'

const folder = path.join(import.meta.dirname, 'screenshots')
export const pictureOf = (name: string): string => path.join(folder, `${name.replaceAll(/[^\w-]+/g, '-').slice(0, 80)}.png`)

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const sizes = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
]

/** Shows what is open at both widths in both schemes, keeps a picture of each, and answers what axe finds (WCAG 2.2 A and AA). */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  await page.evaluate(axe.source)
  const found: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await settled(page)
      const where = `${name}-${size.width}-${colorScheme}`
      await page.screenshot({ path: pictureOf(where) })
      found.push(...(await violations(page)).map(one => `${where}: ${one}`))
    }
  }
  return found
}

async function violations(page: Page): Promise<string[]> {
  const options = JSON.stringify({ runOnly: tags, resultTypes: ['violations'] })
  return page.evaluate<string[]>(`axe.run(document, ${options}).then(({ violations }) =>
    violations.flatMap(one => one.nodes.map(node => one.id + ' at ' + node.target.join(' ') + ' (' + node.failureSummary + ')')))`)
}

const fetching = new WeakMap<Page, Set<Request>>()

/** Keeps account of what a page is fetching, from its first request on. */
export function watchFetching(page: Page): void {
  const open = new Set<Request>()
  fetching.set(page, open)
  page.on('request', request => request.resourceType() !== 'eventsource' && open.add(request))
  page.on('requestfinished', request => open.delete(request))
  page.on('requestfailed', request => open.delete(request))
  page.on('framenavigated', frame => frame === page.mainFrame() && open.clear())
}

/** Nothing is being fetched and nothing is drawn as "on its way". */
export async function settled(page: Page): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await page.locator('body').filter({ hasText: /\S/ }).waitFor()
    await page.evaluate('document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))')
    quiet = fetching.get(page)?.size === 0 ? quiet + 1 : 0
  }
}
