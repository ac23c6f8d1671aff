export interface RoleOf {
  id: string
  contact_id: string
  is_primary: boolean
}

/**
 * Which of an opportunity's contact roles is the primary one: exactly one where there is any (E3). The one just made primary; else
 * the contact that the opportunity names; else the one that was; else the first.
 */
export function primaryRole<R extends RoleOf>(roles: readonly R[], named: string | null, promoted: ReadonlySet<string>): R | null {
  return (
    roles.findLast(role => promoted.has(role.id)) ??
    roles.find(role => role.contact_id === named) ??
    roles.find(role => role.is_primary) ??
    roles[0] ??
    null
  )
}
