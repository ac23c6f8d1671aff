import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { dateIn } from '../../platform/object/relative_date.rule.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { assignNewLeads } from '../leads/intake/assign_new_lead.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import { productEventsSetting } from './product_event_settings.ts'
import type { SignUp } from './read_sign_up.rule.ts'
import type { Organization } from './sign_up_account.ts'

const closesInDays = 30
const day = 86_400_000

/**
 * Where a process begins with the sign-up itself, an organisation's first one makes its opportunity, one an account (S0). Answers it;
 * null when Settings ask for none or the account has one. Whoever signs up waits in the same lock, so two never make two.
 */
export async function makeSignUpOpportunity(
  ctx: Context,
  signUp: SignUp,
  { account_id, name }: Organization,
  contact: Row,
): Promise<Row | null> {
  const { sign_up_pipeline } = ctx.settings.get(productEventsSetting)
  if (sign_up_pipeline === null || account_id === null) return null
  const pipeline = (await loadPipelines(ctx)).find(one => one.key === sign_up_pipeline && !one.retired)
  const stage = pipeline?.stages.find(one => one.outcome === 'open' && !one.retired)
  if (!pipeline || !stage || (await hasOpportunity(ctx, account_id))) return null
  const owner_id = await ownerOf(ctx, signUp, account_id)
  if (owner_id === null) return null
  const { time_zone } = ctx.settings.get(workspaceSetting)
  const [opportunity] = await insertRecords(ctx, 'opportunity', [
    {
      name: name ?? contact.name,
      account_id,
      primary_contact_id: contact.id,
      pipeline: pipeline.key,
      stage: stage.key,
      owner_id,
      source: 'product_signup',
      close_date: dateIn(new Date(ctx.now.getTime() + closesInDays * day), time_zone),
    },
  ])
  return opportunity ?? null
}

/** Also one that was won, lost or thrown away: the account is no new one then. */
async function hasOpportunity(ctx: Context, accountId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from opportunity where account_id = ${accountId} limit 1`.execute(ctx.tx)
  return rows.length > 0
}

/** Every opportunity has an owner: the account's, else whose turn it is, else the admin who has been here longest. */
async function ownerOf(ctx: Context, signUp: SignUp, accountId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select u.id from account a join "user" u on u.id = a.owner_id
    where a.id = ${accountId} and u.active and u.deleted_at is null`.execute(ctx.tx)
  if (rows[0]) return rows[0].id
  const lead = { source: 'product_signup', email: signUp.email, domain: signUp.domain, country: signUp.country }
  const [turn] = await assignNewLeads(ctx, [lead], { moreFollow: true })
  if (turn?.owner_id) return turn.owner_id
  const { rows: admins } = await sql<{ id: string }>`select id from "user" where role = 'admin' and active and deleted_at is null
    order by created_at, id limit 1`.execute(ctx.tx)
  return admins[0]?.id ?? null
}
