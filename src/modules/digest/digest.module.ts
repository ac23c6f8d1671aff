import type { Module } from '../../platform/module.ts'
import { dueDigests, nextDigest } from './due_digests.ts'
import { sendDigest } from './send_digest.job.ts'

export const digest: Module = {
  name: 'digest',
  jobs: [sendDigest],
  schedules: [{ name: 'due_digests', minutes: 5, run: dueDigests, next: nextDigest }],
}
