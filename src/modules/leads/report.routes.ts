import { z } from 'zod'
import type { ReadContext } from '../../platform/context.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { dateIn, dayText } from '../../platform/object/relative_date.rule.ts'
import { malformed } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { firstResponseReport, type Period, poolReport } from './reports.queries.ts'

const query = z.object({ from: z.iso.date().optional(), until: z.iso.date().optional() })
const weeks = 12
const mostYears = 20
const day = 86_400_000

/** The period that was asked for; the last twelve weeks when none was. */
function periodOf(ctx: ReadContext, { from, until }: z.output<typeof query>): Period {
  const zone = ctx.settings.get(workspaceSetting).time_zone
  const last = until ?? dateIn(ctx.now, zone)
  const first = from ?? dayText(Date.parse(last) - weeks * 7 * day)
  if (Date.parse(last) - Date.parse(first) > mostYears * 366 * day)
    throw malformed('At most twenty years at once.', [{ field: 'from', code: 'too_long', message: 'Too far from “until”.' }])
  return { from: first, until: last }
}

const report = (name: string, summary: string, run: (ctx: ReadContext, period: Period) => Promise<unknown>): Route =>
  route({
    method: 'GET',
    path: `/api/v1/reports/${name}`,
    tag: 'Reports',
    auth: 'user',
    summary,
    query,
    response: z.looseObject({}),
    run: (ctx, request) => run(ctx, periodOf(ctx, request.query)),
  })

export const leadReports: readonly Route[] = [
  report('first-response', 'How soon new leads are answered: in time, late, median, by owner, source and week', firstResponseReport),
  report('pool', 'What goes through the lead pool, how it leaves and how long it takes; why leads are unqualified', poolReport),
]
