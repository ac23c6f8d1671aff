import fs from 'node:fs'
import path from 'node:path'

const dist = path.join(import.meta.dirname, '..', 'dist')

export interface PageSize {
  scripts: number
  styles: number
  /** Of scripts and styles; the rest of a page is what it asks the API, which a journey counts. */
  files: number
}

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const starts = ['index.html', '../modules/leads/web/LeadsPage.tsx']

/** What a browser loads for its first list: the entry and the list's page with all they import, brotli as served. Null: not built. */
export function firstList(): PageSize | null {
  const manifest = path.join(dist, 'manifest.json')
  if (!fs.existsSync(manifest)) return null
  const chunks: Record<string, Chunk> = JSON.parse(fs.readFileSync(manifest, 'utf8'))
  // A set grows while it is walked.
  const wanted = new Set(starts)
  for (const name of wanted) for (const next of chunks[name]?.imports ?? []) wanted.add(next)
  const files = new Set([...wanted].flatMap(name => [chunks[name]?.file ?? name, ...(chunks[name]?.css ?? [])]))
  const size = (end: string) =>
    [...files].filter(name => name.endsWith(end)).reduce((sum, name) => sum + fs.statSync(path.join(dist, `${name}.br`)).size, 0)
  return { scripts: size('.js'), styles: size('.css'), files: files.size }
}
