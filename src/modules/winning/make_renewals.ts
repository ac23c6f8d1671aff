import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Consequence } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'
import { notifyAll } from '../notifications/notify.ts'
import { lackingOf } from '../opportunities/opportunity.derive.ts'
import { isRenewed, renewalDue, wonOn } from './winning.derive.ts'
import { type Contract, renewalName } from './winning_policy.rule.ts'

/**
 * A won annual plan brings about its renewal: same account, contact roles and owner; the amount is what is up for renewal. A won
 * renewal brings about the next one. Once: the won opportunity, which is locked by its own write, knows its renewal (E5).
 */
export const makeRenewals: Consequence = {
  object: 'opportunity',
  from: ['forecast_category', 'type'],
  follow: async (changes, ctx) => {
    const won = changes
      .filter(({ before, after }) => isRenewed(after) && !isRenewed(before) && after.renewal_id !== null)
      .map(({ after }) => after)
    const missing = await withoutRenewal(ctx, won)
    if (missing.length === 0) return
    const names = await accountNames(ctx, missing)
    const records = missing.map(opportunity => {
      const day = wonOn(ctx, opportunity)
      const contract = opportunity as Readonly<Row> & Contract
      return {
        id: opportunity.renewal_id,
        name: renewalName(names.get(String(opportunity.account_id)) ?? String(opportunity.name), day, contract),
        account_id: opportunity.account_id,
        primary_contact_id: opportunity.primary_contact_id,
        owner_id: opportunity.owner_id,
        record_type: 'renewal',
        type: 'annual_plan',
        amount: opportunity.amount,
        arr_up_for_renewal: opportunity.amount,
        currency: opportunity.currency,
        close_date: renewalDue(ctx, opportunity),
        renewal_of_id: opportunity.id,
      }
    })
    const renewals = await insertRecords(ctx, 'opportunity', records)
    await copyContactRoles(ctx, missing)
    await tellWhatIsLacking(ctx, renewals)
  },
}

/** Fields that RevOps demands of renewals and that no win knows: its owner fills them in before its next step. */
async function tellWhatIsLacking(ctx: Context, renewals: readonly Readonly<Row>[]): Promise<void> {
  const { fields } = ctx.registry.get('opportunity')
  const lacking = await lackingOf(ctx, renewals)
  await notifyAll(
    ctx,
    renewals.flatMap(({ id, name, owner_id }) => {
      const labels = (lacking.get(id) ?? []).map(({ field }) => fields[field]?.label ?? field)
      if (labels.length === 0) return []
      return [
        {
          user_id: String(owner_id),
          kind: 'opportunity',
          text: `${String(name)} still needs: ${labels.join(', ')}`,
          object: 'opportunity',
          record_id: id,
        },
      ]
    }),
  )
}

async function withoutRenewal(ctx: Context, won: readonly Readonly<Row>[]): Promise<Readonly<Row>[]> {
  if (won.length === 0) return []
  const { rows } = await sql<{ id: string }>`select id from opportunity where id = any(${won.map(row => row.renewal_id)}::uuid[])`.execute(
    ctx.tx,
  )
  const there = new Set(rows.map(row => row.id))
  return won.filter(row => !there.has(String(row.renewal_id)))
}

async function accountNames(ctx: Context, opportunities: readonly Readonly<Row>[]): Promise<Map<string, string>> {
  const ids = [...new Set(opportunities.map(row => row.account_id))]
  const { rows } = await sql<{ id: string; name: string }>`select id, name from account where id = any(${ids}::uuid[])`.execute(ctx.tx)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The people of the won opportunity are those of its renewal, each in their role; the primary one is there already. */
async function copyContactRoles(ctx: Context, opportunities: readonly Readonly<Row>[]): Promise<void> {
  const renewals = new Map(opportunities.map(({ id, renewal_id }) => [id, renewal_id]))
  const { rows } = await sql<{ opportunity_id: string; contact_id: string; role: string | null; made: string | null }>`
    select r.opportunity_id, r.contact_id, r.role, n.id as made from contact_role r
    join opportunity o on o.id = r.opportunity_id
    left join contact_role n on n.opportunity_id = o.renewal_id and n.contact_id = r.contact_id and n.deleted_at is null
    where r.opportunity_id = any(${[...renewals.keys()]}::uuid[]) and r.deleted_at is null order by r.opportunity_id, r.created_at, r.id`.execute(
    ctx.tx,
  )
  await insertRecords(
    ctx,
    'contact_role',
    rows
      .filter(row => row.made === null)
      .map(({ opportunity_id, contact_id, role }) => ({ opportunity_id: renewals.get(opportunity_id), contact_id, role })),
  )
  await updateRecords(
    ctx,
    'contact_role',
    rows.flatMap(({ made, role }) => (made ? [{ id: made, changes: { role } }] : [])),
  )
}
