export type AssignmentCondition = { field: string; op: 'is' | 'in' | 'contains' | 'gte' | 'lte' | 'empty' | 'not_empty'; value?: unknown }

/** A further rule as data (C3): when all conditions hold, a person or a territory's rotation gets the lead. */
export type AssignmentRule = {
  id: string
  name: string
  position: 'before_returning' | 'before_territory' | 'before_rotation'
  when: readonly AssignmentCondition[]
  then: { owner_id: string } | { territory_id: string }
}

/** Whether every condition of a rule holds for a lead's fields. A rule without conditions holds for none: it would be a slip. */
export function ruleHolds(rule: Pick<AssignmentRule, 'when'>, lead: Readonly<Record<string, unknown>>): boolean {
  return rule.when.length > 0 && rule.when.every(condition => conditionHolds(condition, lead[condition.field]))
}

function conditionHolds({ op, value: wanted }: AssignmentCondition, value: unknown): boolean {
  const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  if (op === 'empty') return isEmpty
  if (op === 'not_empty') return !isEmpty
  if (isEmpty) return op === 'is' && wanted === false
  if (op === 'gte') return Number(value) >= Number(wanted)
  if (op === 'lte') return Number(value) <= Number(wanted)
  const values = (Array.isArray(value) ? value : [value]).map(comparable)
  if (op === 'contains') return values.some(one => one.includes(comparable(wanted)))
  const accepted = (op === 'in' && Array.isArray(wanted) ? wanted : [wanted]).map(comparable)
  return values.some(one => accepted.includes(one))
}

const comparable = (value: unknown): string => String(value).trim().toLowerCase()
