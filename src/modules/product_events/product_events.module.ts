import type { Module } from '../../platform/module.ts'
import { applyPropertiesJob } from './apply_properties.job.ts'
import { forgetOldUsage } from './count_usage.ts'
import { followMerge } from './follow_merge.ts'
import { productEventRoutes } from './product_event_routes.ts'

/** Events of the product as PostHog's clients send them: sign-ups make contacts and leads, the rest is usage (B9). */
export const productEvents: Module = {
  name: 'product_events',
  routes: productEventRoutes,
  jobs: [applyPropertiesJob],
  consumers: [followMerge],
  schedules: [{ name: 'forget_old_usage', minutes: 24 * 60, tidies: true, run: forgetOldUsage }],
}
