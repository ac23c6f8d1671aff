import fs from 'node:fs'
import path from 'node:path'

const dist = path.join(import.meta.dirname, '..', 'dist')
const assets = path.join(dist, 'assets')

export interface PageSize {
  scripts: number
  styles: number
  requests: number
}

/** What a browser loads for its first list: the entry and the list's page with all they import, brotli as served. Null: not built. */
export function firstList(): PageSize | null {
  if (!fs.existsSync(path.join(dist, 'index.html'))) return null
  const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8')
  const names = fs.readdirSync(assets)
  const wanted = new Set([...html.matchAll(/assets\/([\w-]+\.(?:js|css))/g)].map(match => match[1] ?? ''))
  for (const start of ['LeadsPage-', 'ObjectList-', 'lead_columns-'])
    for (const name of names) if (name.startsWith(start) && name.endsWith('.js')) wanted.add(name)
  // A set grows while it is walked.
  for (const name of wanted) {
    if (!name.endsWith('.js')) continue
    const text = fs.readFileSync(path.join(assets, name), 'utf8')
    for (const match of text.matchAll(/(?:from|import)\s*["']\.\/([\w-]+\.js)["']/g)) wanted.add(match[1] ?? '')
  }
  const size = (end: string) =>
    [...wanted].filter(name => name.endsWith(end)).reduce((sum, name) => sum + fs.statSync(path.join(assets, `${name}.br`)).size, 0)
  return { scripts: size('.js'), styles: size('.css'), requests: wanted.size + 2 }
}
