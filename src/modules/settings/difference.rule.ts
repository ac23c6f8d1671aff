/** One thing that differs between two states of the settings; `path` leads to it in words a person has used: keys and names. */
export interface Difference {
  path: string[]
  kind: 'added' | 'removed' | 'changed' | 'reordered'
  before?: unknown
  after?: unknown
}

/** What tells the members of a list apart, the surest first: stages by key, territories by name, addresses by themselves. */
const identities = ['key', 'value', 'slug', 'address', 'field', 'name', 'label'] as const

type Thing = Record<string, unknown>
const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The member by which these lists can be matched, or null when none names every one of them, once each. */
function identityOf(lists: readonly (readonly unknown[])[]): string | null {
  const usable = (name: string) =>
    lists.every(list => {
      const found = list.map(one => (isThing(one) ? one[name] : undefined))
      return found.every(one => typeof one === 'string') && new Set(found).size === found.length
    })
  return identities.find(usable) ?? null
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0)

/**
 * What differs between two states of anything that is JSON: members by name, lists by what identifies their members, and never a
 * difference where both mean nothing. Used by the history of settings and by the preview of a playbook.
 */
export function differences(before: unknown, after: unknown, path: string[] = []): Difference[] {
  if (isNothing(before) && isNothing(after)) return []
  if (isThing(before) && isThing(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(name =>
      differences(before[name], after[name], [...path, name]),
    )
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path)
  if (before === after) return []
  if (isNothing(before)) return [{ path, kind: 'added', after }]
  if (isNothing(after)) return [{ path, kind: 'removed', before }]
  return [{ path, kind: 'changed', before, after }]
}

function ofLists(before: readonly unknown[], after: readonly unknown[], path: string[]): Difference[] {
  const identity = identityOf([before, after])
  if (identity === null && [...before, ...after].some(isThing)) {
    const same = before.length === after.length && before.every((one, index) => differences(one, after[index]).length === 0)
    return same ? [] : [{ path, kind: 'changed', before, after }]
  }
  const nameOf = (one: unknown) => (identity && isThing(one) ? String(one[identity]) : String(one))
  const [old, now] = [new Map(before.map(one => [nameOf(one), one])), new Map(after.map(one => [nameOf(one), one]))]
  const found: Difference[] = []
  for (const [name, one] of old) if (!now.has(name)) found.push({ path: [...path, name], kind: 'removed', before: one })
  for (const [name, one] of now)
    if (!old.has(name)) found.push({ path: [...path, name], kind: 'added', after: one })
    else if (identity) found.push(...differences(old.get(name), one, [...path, name]))
  const kept = (names: Iterable<string>, other: ReadonlyMap<string, unknown>) => [...names].filter(name => other.has(name))
  const [was, is] = [kept(old.keys(), now), kept(now.keys(), old)]
  if (was.join('\n') !== is.join('\n')) found.push({ path, kind: 'reordered', before: was, after: is })
  return found
}
