import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import type { Decision } from '../inbound/channel.ts'
import type { Inbound } from '../inbound/inbound.object.ts'
import { fileActivity } from '../leads/file_activity.ts'
import { intake } from '../leads/intake/intake.ts'
import { openStatuses } from '../leads/status.rule.ts'
import { notify } from '../notifications/notify.ts'
import { productEventsSetting } from './product_event_settings.ts'
import type { ProductEvent } from './read_events.rule.ts'
import { readSignUp, type SignUp } from './read_sign_up.rule.ts'
import { groupByOrganization, lockOrganization, type Organization } from './sign_up_account.ts'
import { saveContact } from './sign_up_contact.ts'
import { signUpActivity, signUpIntake } from './sign_up_intake.ts'
import { makeSignUpOpportunity } from './sign_up_opportunity.ts'

/**
 * What follows from a sign-up or a purchase (B9): the contact and its account are made or brought up to date; a plan with
 * onboarding makes a product-led lead, unless somebody is in touch with the organisation already.
 */
export async function processSignUp(ctx: Context, inbound: Inbound, event: ProductEvent): Promise<Decision> {
  const signUp = readSignUp(event)
  const inputs: Record<string, unknown> = {
    event: event.event,
    plan: signUp.plan,
    domain: signUp.domain,
    organization_id: signUp.organization_id,
  }
  signUp.email ??= await knownAddress(ctx, event.distinct_id)
  if (!signUp.email)
    return {
      outcome: 'needs_a_look',
      rule: 'product_event.no_address',
      reason: 'The event names no mail address, so nobody can be found by it.',
      inputs,
    }
  await lockOrganization(ctx, signUp)
  const organization = await groupByOrganization(ctx, signUp)
  const { contact, isNew } = await saveContact(ctx, signUp, organization.account_id)
  const done: Pick<Decision, 'contact_id' | 'inputs'> = { contact_id: contact.id, inputs: { ...inputs, account: organization.how } }
  const opportunity = await makeSignUpOpportunity(ctx, signUp, organization, contact)
  const begun = opportunity ? ' A new opportunity begins with them.' : ''
  const saved = `${isNew ? 'A new contact' : 'The contact was brought up to date'}${accountWords(organization)}.${begun}`

  const { onboarding_plans } = ctx.settings.get(productEventsSetting)
  const included = onboarding_plans.some(plan => plan.toLowerCase() === signUp.plan?.toLowerCase())
  if (!included) {
    await fileActivity(ctx, contact, signUpActivity(inbound, event, signUp), 'contact')
    const plan = signUp.plan ? `The plan ${signUp.plan} includes no onboarding` : 'No plan is named'
    return { ...done, outcome: 'filed', rule: 'product_event.contact', reason: `${saved} ${plan}, so there is no lead.` }
  }
  const talking = (await hasOwnLead(ctx, signUp)) ? null : await inTouch(ctx, signUp, organization)
  if (talking) return { ...done, ...(await fileOn(ctx, talking, { inbound, event, signUp, contact, organization, saved })) }

  const result = await intake(ctx, signUpIntake(inbound, event, signUp, { account_id: organization.account_id }))
  if (signUp.organization_id)
    await sql`insert into product_organization (key, lead_id, updated_at) values (${signUp.organization_id}, ${result.lead_id}, ${ctx.now})
      on conflict (key) do update set lead_id = excluded.lead_id`.execute(ctx.tx)
  return {
    ...done,
    outcome: result.outcome,
    lead_id: result.lead_id,
    rule: result.outcome === 'created' ? 'product_event.onboarding_plan' : result.rule,
    reason: `${saved} The plan ${signUp.plan} includes onboarding: ${result.reason}`,
  }
}

const accountWords = ({ how, name }: Organization): string =>
  how === 'none' ? ', without an account (no company domain)' : ` at ${how === 'new' ? 'the new account ' : ''}${name ?? 'its account'}`

/** Later events may name only the distinct id of somebody who was identified before. */
async function knownAddress(ctx: Context, distinctId: string): Promise<string | null> {
  const user = await ctx.tx.selectFrom('product_user').select('email').where('distinct_id', '=', distinctId).executeTakeFirst()
  return user?.email ?? null
}

async function hasOwnLead(ctx: Context, { email }: SignUp): Promise<boolean> {
  const { rows } =
    await sql`select 1 from lead where email = ${email} and status = any(${openStatuses}) and deleted_at is null limit 1`.execute(ctx.tx)
  return rows.length > 0
}

type Talking = { lead: Row; owner: string | null } | { conversation_id: string; subject: string; owner: string | null }

/** An open lead of the organisation, the product-led one first, or a conversation that somebody has taken. */
async function inTouch(ctx: Context, signUp: SignUp, { account_id, lead_id }: Organization): Promise<Talking | null> {
  const { rows: leads } = await sql<
    Row & { owner_name: string | null }
  >`select l.*, u.name as owner_name from lead l left join "user" u on u.id = l.owner_id
    where l.status = any(${openStatuses}) and l.deleted_at is null
      and (l.account_id = ${account_id}::uuid or l.domain = ${signUp.domain}::text or l.id = ${lead_id}::uuid)
    order by l.product_led desc, l.created_at desc limit 1`.execute(ctx.tx)
  const [lead] = leads
  if (lead) return { lead, owner: lead.owner_name }
  const { rows } = await sql<{ id: string; subject: string; owner: string }>`select c.id, c.subject, u.name as owner from conversation c
    join "user" u on u.id = c.owner_id where c.account_id = ${account_id}::uuid and c.status <> 'closed' and c.deleted_at is null
    order by c.last_message_at desc limit 1`.execute(ctx.tx)
  const [conversation] = rows
  return conversation ? { conversation_id: conversation.id, subject: conversation.subject, owner: conversation.owner } : null
}

interface SignedUp {
  inbound: Inbound
  event: ProductEvent
  signUp: SignUp
  contact: Row
  organization: Organization
  saved: string
}

/** Nobody runs parallel conversations: the next user of an organisation goes onto what is there, and its owner hears. */
async function fileOn(
  ctx: Context,
  talking: Talking,
  { inbound, event, signUp, contact, organization, saved }: SignedUp,
): Promise<Omit<Decision, 'inputs'>> {
  const activity = signUpActivity(inbound, event, signUp)
  const by = talking.owner ? ` by ${talking.owner}` : ''
  if (!('lead' in talking)) {
    await fileActivity(ctx, contact, activity, 'contact')
    return {
      outcome: 'filed',
      rule: 'product_event.in_conversation',
      conversation_id: talking.conversation_id,
      reason: `${saved} The organisation is in a conversation already (“${talking.subject}”), worked on${by}: no second lead.`,
    }
  }
  const { lead } = talking
  const title = `${String(contact.name)} of the same organisation: ${event.event}`
  await fileActivity(ctx, lead, { ...activity, title, detail: { ...activity.detail, contact_id: contact.id } })
  if (typeof lead.owner_id === 'string')
    await notify(ctx, {
      user_id: lead.owner_id,
      kind: 'lead',
      text: `${String(contact.name)} of ${organization.name ?? 'the same organisation'} signed up too`,
      object: 'lead',
      record_id: lead.id,
    })
  return {
    outcome: 'filed',
    rule: 'product_event.same_organization',
    lead_id: lead.id,
    reason: `${saved} The organisation is an open lead already (${String(lead.name)}), worked on${by}: filed there instead of a second lead.`,
  }
}
