import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'
import { nameFromEmail, splitName } from '../enrichment/person_name.rule.ts'
import { normalisePhone } from '../enrichment/phone_number.rule.ts'
import type { SignUp } from './read_sign_up.rule.ts'
import { typedFields } from './typed_fields.queries.ts'

/** What a person is called: as the event says, else as their address says. */
export function personOf(signUp: SignUp): { name: string; first_name: string | null; last_name: string | null } {
  const parts = signUp.name ? splitName(signUp.name) : nameFromEmail(signUp.email)
  const first_name = signUp.first_name ?? parts?.first_name ?? null
  const last_name = signUp.last_name ?? parts?.last_name ?? null
  return {
    name: signUp.name ?? ([first_name, last_name].filter(Boolean).join(' ') || (signUp.email ?? 'Unknown person')),
    first_name,
    last_name,
  }
}

/** Values that the product says and that follow it from then on; the others only fill what is empty. */
const following = (signUp: SignUp): Record<string, unknown> => ({ ...signUp.fields, ...(signUp.plan ? { plan: signUp.plan } : {}) })

async function contactId(ctx: Context, email: string): Promise<string | null> {
  const found = await ctx.tx.selectFrom('contact_email').select('contact_id').where('email', '=', email).executeTakeFirst()
  return found?.contact_id ?? null
}

/** Brings a contact up to what the product says of it, leaving alone what a person typed; null when there is none (B9). */
export async function updateContact(ctx: Context, signUp: SignUp, accountId: string | null): Promise<Row | null> {
  const id = signUp.email ? await contactId(ctx, signUp.email) : null
  const before = id ? await ctx.tx.selectFrom('contact').selectAll().where('id', '=', id).executeTakeFirst() : undefined
  if (!before) return null
  const current: Record<string, unknown> = { ...before }
  const wanted = following(signUp)
  const typed = await typedFields(ctx, 'contact', before.id, Object.keys(wanted))
  const changes: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(wanted)) {
    const empty = current[name] === null || current[name] === ''
    if (empty || !typed.has(name)) changes[name] = value
  }
  const { first_name, last_name } = personOf(signUp)
  const fill = {
    phone: normalisePhone(signUp.phone, signUp.country) ?? signUp.phone,
    title: signUp.title,
    country: signUp.country,
    account_id: accountId,
    ...(signUp.name ? { first_name, last_name } : {}),
  }
  for (const [name, value] of Object.entries(fill)) if (value !== null && current[name] === null) changes[name] = value
  const [row] = await updateRecords(ctx, 'contact', [{ id: before.id, changes }])
  return row ?? { ...before }
}

/** The contact of a sign-up, made or brought up to date (B9). */
export async function saveContact(ctx: Context, signUp: SignUp, accountId: string | null): Promise<{ contact: Row; isNew: boolean }> {
  const known = await updateContact(ctx, signUp, accountId)
  if (known) return { contact: known, isNew: false }
  const [contact] = await insertRecords(ctx, 'contact', [
    {
      ...personOf(signUp),
      ...following(signUp),
      email: signUp.email,
      phone: normalisePhone(signUp.phone, signUp.country) ?? signUp.phone,
      title: signUp.title,
      country: signUp.country,
      account_id: accountId,
      source: 'product_signup',
    },
  ])
  if (!contact) throw new Error('The contact was not inserted')
  return { contact, isNew: true }
}
