import { z } from 'zod'
import { addDuration, parseDuration } from '../clock/duration.rule.ts'
import { forbidden, invalid, refuse } from '../refuse.ts'
import { type Route, route } from './route.ts'

/** Moves the program's time forward, running what falls due on the way (contract.md, Test clock). Exists only with TEST_CLOCK. */
export const testClockRoute = (now: () => Date, advance: (to: Date) => Promise<void>): Route =>
  route({
    method: 'POST',
    path: '/api/v1/test/clock',
    tag: 'Test',
    summary: 'Move the test clock forward',
    auth: 'settings',
    scope: 'all',
    ownTransaction: true,
    body: z.strictObject({
      advance: z.string().optional().describe('ISO 8601 duration, such as P7D'),
      to: z.iso.datetime({ offset: true }).optional(),
    }),
    response: z.object({ now: z.iso.datetime() }),
    run: async (ctx, { body }) => {
      if (ctx.actor.user?.role !== 'admin') throw forbidden('Only an admin may move the clock.')
      const from = now()
      const target = targetOf(body, from)
      if (!(target.getTime() - from.getTime() <= furthest))
        throw refuse('clock.too_far', 'The clock goes forward by at most ten years at once.')
      if (target < from) throw refuse('clock.backwards', 'The clock only goes forward.')
      await advance(target)
      return { now: now().toISOString() }
    },
  })

/** Everything that falls due on the way is run, minute by minute. */
const furthest = 10 * 366 * 86_400_000

function targetOf(body: { advance?: string | undefined; to?: string | undefined }, from: Date): Date {
  const wrong = (field: string, message: string) => invalid([{ field, code: 'invalid', message }])
  if ((body.advance === undefined) === (body.to === undefined)) throw wrong('advance', 'Send either advance or to.')
  if (body.to !== undefined) return new Date(body.to)
  const duration = parseDuration(body.advance ?? '')
  if (!duration) throw wrong('advance', 'Must be an ISO 8601 duration, such as P7D or PT12H.')
  return addDuration(from, duration)
}
