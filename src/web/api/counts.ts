import { post } from './client.ts'
import { Problem } from './problem.ts'
import type { Count, Filter } from './types.ts'

interface Waiting {
  object: string
  filter: Filter | null
  resolve: (count: Count) => void
  reject: (reason: unknown) => void
}

const most = 100
const waiting: Waiting[] = []

/** How many records a list has, at most a thousand. What is asked for at the same moment goes in one request. */
export function countList(object: string, filter: Filter | null): Promise<Count> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(send)
    waiting.push({ object, filter, resolve, reject })
  })
}

async function send(): Promise<void> {
  const asked = waiting.splice(0, most)
  if (waiting.length > 0) setTimeout(send)
  try {
    const body = { lists: asked.map(({ object, filter }) => ({ object, filter })) }
    const { lists } = await post<{ lists: (Count | null)[] }>('/views/counts', body)
    for (const [index, { resolve, reject }] of asked.entries()) {
      const count = lists[index]
      if (count) resolve(count)
      else reject(new Problem(400, { title: 'This list can no longer be counted.' }))
    }
  } catch (error) {
    for (const { reject } of asked) reject(error)
  }
}
