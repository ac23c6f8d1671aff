/** Whether a subscription wants this kind of event: `*`, `lead.*` or `lead.created`. */
export const matchesEvent = (patterns: unknown, kind: string): boolean =>
  Array.isArray(patterns) &&
  patterns.some(
    pattern =>
      pattern === '*' ||
      pattern === kind ||
      (typeof pattern === 'string' && pattern.endsWith('.*') && kind.startsWith(pattern.slice(0, -1))),
  )

/** What may stand in a subscription's list of events. */
export const isPattern = (pattern: unknown): pattern is string =>
  typeof pattern === 'string' && /^(\*|[a-z][a-z0-9_]*\.(\*|[a-z][a-z0-9_]*))$/.test(pattern)
