import { spawnSync } from 'node:child_process'
import fs from 'node:fs'

/** The user that PostgreSQL runs as when the program was started by root (it refuses root); undefined otherwise. */
export function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) }
}

/** Whether that user can pass through the folder. */
export function canEnter(folder: string, who: { uid: number; gid: number }): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...who, cwd: '/' }).status === 0
}

/** Where data goes when DATA_DIR is not set: ./data, or /var/lib/hedgerow for root in a folder that others cannot read. */
export function defaultDataDir(): string {
  const who = unprivileged()
  return who && !canEnter(process.cwd(), who) ? '/var/lib/hedgerow' : './data'
}
