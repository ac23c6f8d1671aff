/** What stands in a file instead of an id: `user <ann@example.com>`, `team <Support>`, `territory <EMEA>`. */
const written = /^(user|team|territory) <([^<>]+)>$/

/** People by mail address, teams and territories by name; ids never leave the workspace, nor would another know them. */
export class Names {
  #byId = new Map<string, string>()
  #byName = new Map<string, string>()

  constructor(known: readonly { kind: string; id: string; name: string }[]) {
    for (const { kind, id, name } of known) {
      const text = `${kind} <${name.replaceAll(/[<>]/g, '')}>`
      this.#byId.set(id, text)
      if (!this.#byName.has(text.toLowerCase())) this.#byName.set(text.toLowerCase(), id)
    }
  }
  nameOf = (id: string): string | undefined => this.#byId.get(id)
  idOf = (name: string): string | undefined => this.#byName.get(name.toLowerCase())
}

/** The name without its kind, for a field that says the kind by itself; null for what is unknown. */
export const bareName = (names: Names, id: unknown): string | null =>
  typeof id === 'string' ? (written.exec(names.nameOf(id) ?? '')?.[2] ?? null) : null

/** Ids of known people, teams and territories anywhere in JSON, as names. */
export function withNames(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return names.nameOf(value) ?? value
  if (Array.isArray(value)) return value.map(one => withNames(one, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [names.nameOf(key) ?? key, withNames(inner, names)]))
}

/**
 * The way back. Whoever is not known here is named in `unknown` and left out: an entry of a list as a whole, a member of a record
 * under that name as a whole, anything else becomes null.
 */
export function withIds(value: unknown, names: Names, unknown: Set<string>): unknown {
  if (typeof value === 'string') {
    if (!written.test(value)) return value
    const id = names.idOf(value)
    if (id === undefined) unknown.add(value)
    return id ?? null
  }
  if (Array.isArray(value))
    return value.flatMap(one => {
      const missing = new Set<string>()
      const found = withIds(one, names, missing)
      for (const name of missing) unknown.add(name)
      return missing.size > 0 ? [] : [found]
    })
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (!written.test(key)) return [[key, withIds(inner, names, unknown)]]
      const id = names.idOf(key)
      if (id === undefined) unknown.add(key)
      return id === undefined ? [] : [[id, withIds(inner, names, unknown)]]
    }),
  )
}
