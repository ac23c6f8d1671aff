import type { Module } from '../../platform/module.ts'
import { planDigests } from './plan_digests.ts'
import { sendDigest } from './send_digest.job.ts'

export const digest: Module = {
  name: 'digest',
  jobs: [sendDigest],
  schedules: [{ name: 'plan_digests', minutes: 1_440, run: planDigests }],
}
