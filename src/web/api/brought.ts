import { hashKey, type QueryKey } from '@tanstack/react-query'

type Found = ReadonlyMap<string, unknown>

/** What the page that is being opened brings, by query key. */
let underWay: Promise<Found> | null = null

/** Lets queries take their first answer from this request instead of asking by themselves. */
export function bring(found: Promise<Found>): void {
  underWay = found
  const over = () => {
    if (underWay === found) underWay = null
  }
  found.then(over, over)
}

/** What a page under way brings under this key; by its own request when there is none, or it brings nothing of the kind. */
export async function brought<T>(key: QueryKey, alone: () => Promise<T>): Promise<T> {
  // Children ask before their parents do: the page may be about to.
  await null
  const part = (await underWay?.catch(() => null))?.get(hashKey(key))
  return part === undefined ? alone() : (part as T)
}
