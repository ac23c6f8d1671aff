import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'
import { companyNameFromDomain } from '../enrichment/company_name.rule.ts'
import './product_event_tables.ts'
import type { SignUp } from './read_sign_up.rule.ts'

export interface Organization {
  account_id: string | null
  /** The lead that was made for the organisation last. */
  lead_id: string | null
  /** Its name, for people. */
  name: string | null
  /** How the account was found. */
  how: 'by organisation id' | 'by domain' | 'new' | 'none'
}

/** One sign-up of an organisation, a domain or a person at a time; always in this order, so that none waits for itself. */
export async function lockOrganization(ctx: Context, signUp: SignUp): Promise<void> {
  for (const key of [
    signUp.organization_id && `organization:${signUp.organization_id}`,
    signUp.domain && `domain:${signUp.domain}`,
    `email:${signUp.email}`,
  ])
    if (key) await sql`select pg_advisory_xact_lock(hashtextextended(${`product_event ${key}`}, 0))`.execute(ctx.tx)
}

const byExternalId = async (ctx: Context, key: string): Promise<string | null> => {
  const row = await ctx.tx
    .selectFrom('account')
    .select('id')
    .where('external_id', '=', key)
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .executeTakeFirst()
  return row?.id ?? null
}

/**
 * The account of a sign-up: by the organisation's id in the product, then by the company's domain, else made from the domain.
 * Free mail alone makes no account; such an organisation waits, known by its id, until somebody with a company address is in it.
 */
export async function groupByOrganization(ctx: Context, signUp: SignUp): Promise<Organization> {
  const { organization_id: key, domain } = signUp
  const known = key ? await ctx.tx.selectFrom('product_organization').selectAll().where('key', '=', key).executeTakeFirst() : undefined
  const live = known?.account_id ? await liveAccount(ctx, known.account_id) : null
  const byId = live ?? (key ? await byExternalId(ctx, key) : null)
  const claimed =
    byId || !domain
      ? undefined
      : await ctx.tx.selectFrom('account_domain').select('account_id').where('domain', '=', domain).executeTakeFirst()
  const name = signUp.company ?? known?.name ?? companyNameFromDomain(domain) ?? domain
  let how: Organization['how'] = byId ? 'by organisation id' : claimed ? 'by domain' : 'none'
  let accountId = byId ?? claimed?.account_id ?? null
  if (!accountId && domain) {
    const [account] = await insertRecords(ctx, 'account', [
      {
        name,
        domain,
        website: `https://${domain}`,
        external_id: key,
        provenance: {
          name: { source: 'sign_up', detail: 'From the sign-up' },
          domain: { source: 'email', detail: `From ${signUp.email}` },
        },
      },
    ])
    accountId = account?.id ?? null
    how = 'new'
  } else if (accountId) await fillAccount(ctx, accountId, signUp)
  if (key && accountId) await linkOrganization(ctx, key, accountId)
  return { account_id: accountId, lead_id: known?.lead_id ?? null, name, how }
}

const liveAccount = async (ctx: Context, id: string): Promise<string | null> => {
  const row = await ctx.tx.selectFrom('account').select('id').where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst()
  return row?.id ?? null
}

/** Only what the account does not know yet; a domain only when no other account has it. */
async function fillAccount(ctx: Context, id: string, signUp: SignUp): Promise<void> {
  const account = await ctx.tx.selectFrom('account').select(['domain', 'external_id']).where('id', '=', id).executeTakeFirstOrThrow()
  const changes: Record<string, unknown> = {}
  if (!account.external_id && signUp.organization_id) changes.external_id = signUp.organization_id
  if (!account.domain && signUp.domain) {
    const taken = await ctx.tx.selectFrom('account_domain').select('account_id').where('domain', '=', signUp.domain).executeTakeFirst()
    if (!taken) changes.domain = signUp.domain
  }
  if (Object.keys(changes).length > 0) await updateRecords(ctx, 'account', [{ id, changes }])
}

/** The organisation has its account from now on, and so have its people who had none (free mail). */
async function linkOrganization(ctx: Context, key: string, accountId: string): Promise<void> {
  const { rows: linked } = await sql<{
    key: string
  }>`insert into product_organization (key, account_id, updated_at) values (${key}, ${accountId}, ${ctx.now})
    on conflict (key) do update set account_id = excluded.account_id, updated_at = excluded.updated_at
    where product_organization.account_id is distinct from excluded.account_id returning key`.execute(ctx.tx)
  if (linked.length === 0) return
  const { rows } = await sql<{
    id: string
  }>`select c.id from product_user u join contact_email e on e.email = u.email join contact c on c.id = e.contact_id
    where u.organization_key = ${key} and c.account_id is null and c.deleted_at is null order by c.id limit 500`.execute(ctx.tx)
  await updateRecords(
    ctx,
    'contact',
    rows.map(({ id }) => ({ id, changes: { account_id: accountId } })),
  )
}
