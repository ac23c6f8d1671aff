/**
 * Work on very many in portions of one transaction, two of them under way: while the database writes one, this process prepares the next.
 * Throws what went wrong first, once nothing is under way any more.
 */
export async function inPortions<T>(all: readonly T[], size: number, work: (some: T[]) => Promise<unknown>): Promise<void> {
  let from = 0
  let failed: { error: unknown } | null = null
  const carryOn = async () => {
    while (from < all.length && !failed) {
      const some = all.slice(from, from + size)
      from += size
      try {
        await work(some)
      } catch (error) {
        failed ??= { error }
      }
    }
  }
  await Promise.all([carryOn(), carryOn()])
  if (failed) throw (failed as { error: unknown }).error
}
