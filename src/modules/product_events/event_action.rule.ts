export const eventActions = ['sign_up', 'properties', 'usage', 'ignore'] as const
export type EventAction = (typeof eventActions)[number]

/** `event` is a name, or its beginning with a star behind it. */
export interface EventRule {
  event: string
  action: EventAction
}

/** What holds behind the workspace's own rules: the product's own bookkeeping is no use of it. */
const always: readonly EventRule[] = [
  { event: '$identify', action: 'properties' },
  { event: '$groupidentify', action: 'properties' },
  { event: '$set', action: 'properties' },
  { event: '$*', action: 'ignore' },
  { event: '*', action: 'usage' },
]

const matches = (rule: EventRule, event: string): boolean =>
  rule.event.endsWith('*') ? event.startsWith(rule.event.slice(0, -1)) : rule.event === event

/** What an event does: the first rule that matches its name (B9). */
export const eventAction = (rules: readonly EventRule[], event: string): EventAction =>
  [...rules, ...always].find(rule => matches(rule, event))?.action ?? 'usage'
