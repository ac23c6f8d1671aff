import type { Derivation } from '../../platform/object/derivation.ts'
import { invalid } from '../../platform/refuse.ts'
import { agreeingName } from './whole_name.rule.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The whole name of a person and its parts agree, whichever of them was written (B11). */
export const nameDerivation = (object: 'lead' | 'contact'): Derivation => {
  const written = (row: Readonly<Record<string, unknown>>) => ({
    name: text(row.name),
    first_name: text(row.first_name),
    last_name: text(row.last_name),
    email: text(row.email),
  })
  return {
    object,
    from: ['name', 'first_name', 'last_name'],
    reads: ['name', 'first_name', 'last_name', 'email'],
    gives: ['name', 'first_name', 'last_name'],
    derive: async (rows, _ctx, before) =>
      rows.map((row, index) => {
        const old = before[index]
        const agreed = agreeingName(written(row), old ? written(old) : null)
        if (text(row.name) === null && !agreed.name)
          throw invalid([{ field: 'name', code: 'required', message: 'A person needs at least a name or a mail address.' }])
        return agreed
      }),
  }
}
