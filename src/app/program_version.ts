import fs from 'node:fs'
import path from 'node:path'

/** The version in package.json. */
export function programVersion(): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
  return String(version)
}
