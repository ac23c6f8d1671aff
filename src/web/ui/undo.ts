type Undo = () => Promise<boolean>

/** What ⌘Z takes back, latest last. */
let stack: Undo[] = []

/** Remembers how to take the last action back; answers the function that does it at most once. */
export function rememberUndo(undo: Undo): () => Promise<boolean> | undefined {
  const once: Undo = async () => undo()
  stack = [...stack.slice(-49), once]
  return () => {
    if (!stack.includes(once)) return undefined
    stack = stack.filter(each => each !== once)
    return withoutRemembering(once)
  }
}

/** Undoing an edit is itself an edit; it must not stand on the stack, or ⌘Z would only ever swing back and forth. */
async function withoutRemembering(undo: Undo): Promise<boolean> {
  const before = stack
  const done = await undo()
  stack = before
  return done
}

/** Takes the last action back; false when there is none. */
export async function undoLast(): Promise<boolean> {
  const last = stack.at(-1)
  if (!last) return false
  stack = stack.slice(0, -1)
  return withoutRemembering(last)
}
