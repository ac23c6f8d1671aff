import { z } from 'zod'
import { JsonText, type Route, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import type { Definition } from '../../platform/object/define_object.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { pageBody, readPage } from './read_page.queries.ts'

const few = z.object({ data: z.array(z.unknown()), refs: z.unknown() })

const pageRoute = ({ name, plural, label }: Definition): Route =>
  route({
    method: 'POST',
    path: `/api/v1/${plural}/{id}/page`,
    tag: label[1],
    auth: 'user',
    scope: 'read',
    reads: true,
    summary: `Read one ${label[0].toLowerCase()} with all that its page shows`,
    description:
      'The record with its refs, and beside it the parts asked for as their own routes answer them, and short lists. A list belongs to the record: one of its conditions takes a value of it, as in `{ "field": "account_id", "op": "is", "value": { "of": "id" } }`; where the record has no such value it is empty.',
    params: z.object({ id: z.uuid() }),
    body: pageBody,
    response: z.looseObject({ record: z.unknown(), lists: z.array(few) }),
    run: async (ctx, { params, body }) => new JsonText(await readPage(ctx, ctx.registry.get(name), params.id, body)),
  })

/** A record's page in one request. */
export const recordPage: Module = { name: 'record_page', routes: [lead, contact, account, opportunity].map(pageRoute) }
