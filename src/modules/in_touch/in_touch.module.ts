import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import type { Definition } from '../../platform/object/define_object.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { inTouch } from './in_touch.queries.ts'

const record = z.object({ id: z.string(), name: z.string() })
const answer = z.object({
  touches: z.array(
    z.object({
      user_id: z.string(),
      kind: z.enum(['mail', 'call', 'meeting', 'sequence']),
      at: z.date(),
      object: z.string(),
      record_id: z.string(),
      name: z.string(),
    }),
  ),
  leads: z.array(record.extend({ owner_id: z.string(), status: z.string() })),
  opportunities: z.array(record.extend({ owner_id: z.string().nullable(), stage: z.string() })),
  tickets: z.array(z.object({ id: z.string(), subject: z.string(), lead_id: z.string().nullable(), url: z.string().nullable() })),
  sequences: z.array(
    record.extend({ sequence: z.string(), enrolled_by: z.string().nullable(), object: z.string(), record_id: z.string() }),
  ),
})

const inTouchRoute = ({ name, plural, label }: Definition): Route =>
  route({
    method: 'GET',
    path: `/api/v1/${plural}/{id}/in-touch`,
    tag: label[1],
    auth: 'user',
    summary: `Who else of us is in touch with the company of one ${label[0].toLowerCase()}`,
    description:
      'Mail, calls, meetings and sequences of colleagues in the last 14 days, their open leads, open tickets, other open opportunities and active sequences at the same account or company domain.',
    params: z.object({ id: z.uuid() }),
    response: answer,
    run: (ctx, { params }) => inTouch(ctx, name, params.id),
  })

export const inTouchModule: Module = { name: 'in_touch', routes: [lead, contact, account, opportunity].map(inTouchRoute) }
