import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { demand, permitted, readableFields } from '../../platform/object/permission.ts'
import { notFound } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { chainsOf, difference, type Term, termState } from './terms.rule.ts'

const most = 500

/** The chains of an account's contracts: each won annual plan with its renewals, what was up for renewal and what became of it (E5). */
export async function renewals(ctx: ReadContext, accountId: string) {
  const type = ctx.registry.get('opportunity')
  demand(ctx.actor, type, 'read')
  if (!(await findRecord(ctx, ctx.registry.get('account'), accountId))) throw notFound()
  const { rows } = await sql<Row & Term>`select t.* from opportunity t where t.account_id = ${accountId} and t.deleted_at is null
    and (t.renewal_of_id is not null or t.renewal_id is not null or (t.type = 'annual_plan' and t.forecast_category = 'closed'))
    and ${permitted(ctx.registry, ctx.actor, type, 'read')} order by t.created_at, t.id limit ${most}`.execute(ctx.tx)
  const readable = new Set(readableFields(ctx.actor, type))
  const seen = <T>(name: string, value: T): T | null => (readable.has(name) ? value : null)
  const money = (amount: string | null, currency: unknown) =>
    amount === null ? null : { amount, currency: currency ?? ctx.settings.get(workspaceSetting).currency }
  const both = readable.has('amount') && readable.has('arr_up_for_renewal')
  return {
    data: chainsOf(rows).map(chain => ({
      terms: chain.map(term => ({
        id: term.id,
        name: term.name,
        state: termState(term.forecast_category),
        stage: seen('stage', term.stage),
        owner_id: seen('owner_id', term.owner_id),
        close_date: seen('close_date', term.close_date),
        closed_at: seen('closed_at', term.closed_at),
        contract_start_date: seen('contract_start_date', term.contract_start_date),
        contract_term_months: seen('contract_term_months', term.contract_term_months),
        renewal_of_id: term.renewal_of_id,
        amount: seen('amount', money(term.amount, term.currency)),
        arr_up_for_renewal: seen('arr_up_for_renewal', money(term.arr_up_for_renewal, term.currency)),
        difference: both ? money(difference(term), term.currency) : null,
      })),
    })),
  }
}
