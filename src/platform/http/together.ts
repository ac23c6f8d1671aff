import type { Context } from '../context.ts'
import { inTransaction } from '../db/database.ts'
import { toProblem } from './problem.ts'

type Work<I, O> = (ctx: Context, inputs: readonly I[]) => Promise<readonly O[]>

interface Waiting<I, O> {
  ctx: Context
  input: I
  resolve: (output: O) => void
  reject: (reason: unknown) => void
}

const most = 200

/**
 * Work that comes in while other such work is under way is done together next, in one transaction of its own (group commit): many at
 * once share locks, statements and the wait for the disk, and one alone waits for nobody. Each is answered after the commit. When a
 * batch fails, its halves are tried, so that whatever cannot be done fails alone. Only work of the same actor is put together.
 * The context that comes in carries the database itself, outside a transaction.
 */
export function together<I, O>(work: Work<I, O>): (ctx: Context, input: I) => Promise<O> {
  const queues = new Map<string, Waiting<I, O>[]>()

  async function run(batch: readonly Waiting<I, O>[]): Promise<void> {
    const [first] = batch
    if (!first) return
    try {
      const { ctx } = first
      const outputs = await inTransaction(ctx.tx, tx =>
        work(
          { ...ctx, tx },
          batch.map(one => one.input),
        ),
      )
      batch.forEach((one, index) => {
        one.resolve(outputs[index] as O)
      })
    } catch (error) {
      if (batch.length === 1 || !isItsOwn(error)) for (const one of batch) one.reject(error)
      else {
        const half = batch.length >> 1
        await run(batch.slice(0, half))
        await run(batch.slice(half))
      }
    }
  }

  async function drain(key: string, queue: Waiting<I, O>[]): Promise<void> {
    // One turn of the loop, so that what arrived with it comes along.
    await new Promise(resolve => setImmediate(resolve))
    const carryOn = async () => {
      while (queue.length > 0) await run(queue.splice(0, most))
    }
    // So many that they take several transactions: while the database writes one, this process prepares the next.
    while (queue.length > 0) await Promise.all(queue.length > most ? [carryOn(), carryOn()] : [carryOn()])
    queues.delete(key)
  }

  return (ctx, input) =>
    new Promise<O>((resolve, reject) => {
      const key = `${ctx.actor.kind} ${ctx.actor.id} ${ctx.actor.means}`
      const waiting = { ctx, input, resolve, reject }
      const queue = queues.get(key)
      if (queue) queue.push(waiting)
      else {
        const fresh = [waiting]
        queues.set(key, fresh)
        void drain(key, fresh)
      }
    })
}

/** Whether the error is about what was to be done, and not about the database, which will not do the half of it either. */
const isItsOwn = (error: unknown): boolean => toProblem(error).status !== 503
