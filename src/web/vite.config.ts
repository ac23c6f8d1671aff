import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const from = (...parts: string[]): string => path.join(import.meta.dirname, ...parts)

/** Where the pages of most days begin. */
const starts = {
  list: from('object', 'list', 'ObjectList.tsx'),
  leads: from('..', 'modules', 'leads', 'web', 'LeadsPage.tsx'),
  record: from('object', 'record', 'RecordPage.tsx'),
}
const settings = from('pages', 'settings', 'parts')

interface Modules {
  getModuleInfo: (id: string) => { importedIds: readonly string[] } | null
}

const reached = new Map<string, ReadonlySet<string>>()

/** A module with all that it imports at once; not what it loads later. */
function reach(start: string, modules: Modules): ReadonlySet<string> {
  const known = reached.get(start)
  if (known) return known
  // A set grows while it is walked.
  const ids = new Set([start])
  for (const id of ids) for (const next of modules.getModuleInfo(id)?.importedIds ?? []) ids.add(next)
  reached.set(start, ids)
  return ids
}

/** In a file of its own: what only this start needs; for the list, also what several starts need. */
const fileOf = (name: keyof typeof starts, priority: number) => ({
  debugName: name,
  name: (id: string, modules: Modules) => {
    const users = Object.entries(starts).filter(([, start]) => reach(start, modules).has(id))
    return (users.length > 1 ? 'list' : users[0]?.[0]) === name ? name : null
  },
  priority,
})

/** The page's build: everything it needs is served from its own origin, under hashed names, in few files. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    manifest: 'manifest.json',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'frame', tags: ['$initial'], priority: 5 },
            fileOf('list', 4),
            fileOf('leads', 3),
            fileOf('record', 2),
            { name: 'settings', test: settings, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '^/api/(v1|auth)': { target: process.env.API_URL ?? 'http://127.0.0.1:3000' } } },
})
