/** Whether two values are the same as JSON: jsonb forgets the order of keys, a moment is its text, and what is not there is null. */
export const sameJson = (a: unknown, b: unknown): boolean => textOf(a) === textOf(b)

const textOf = (value: unknown): string => JSON.stringify(inKeyOrder(value ?? null))

const inKeyOrder = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(inKeyOrder)
    : value instanceof Date || typeof value !== 'object' || value === null
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, inKeyOrder(inner)]),
        )
