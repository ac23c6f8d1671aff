import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { permitted, readableFields } from '../../../platform/object/permission.ts'
import { companyDomain } from '../../enrichment/email_domain.rule.ts'

export const duplicatesInput = z.strictObject({
  email: z.string().max(320).nullish(),
  name: z.string().max(500).nullish(),
  company: z.string().max(500).nullish(),
  phone: z.string().max(100).nullish(),
  domain: z.string().max(253).nullish(),
  website: z.string().max(2_000).nullish(),
  /** The record being edited, which is no duplicate of itself. */
  except_id: z.uuid().nullish(),
})

interface Found {
  object: string
  id: string
  title: string
  subtitle: string | null
  owner_id: string | null
  why: string
}

/** Who of the people and companies on record this could be (B11, C1): asked while somebody types. At most a dozen, best reason first. */
export async function findDuplicates(ctx: Context, input: z.output<typeof duplicatesInput>): Promise<Found[]> {
  const email = input.email?.trim().toLowerCase() || null
  const domain = input.domain?.trim().toLowerCase() || companyDomain(email) || companyDomain(input.website) || null
  const name = input.name?.trim().toLowerCase() || null
  const company = input.company?.trim().toLowerCase() || null
  // A record is found only by fields that the role may see: a match would tell what is in a hidden one.
  const see = (object: string, ...by: string[]) => {
    const type = ctx.registry.get(object)
    const visible = readableFields(ctx.actor, type)
    return by.every(field => visible.includes(field)) ? permitted(ctx.registry, ctx.actor, type, 'read') : sql<boolean>`false`
  }
  const except = input.except_id ?? null
  const found: Found[] = []
  if (email) {
    const { rows } =
      await sql<Found>`select 'lead' as object, t.id, t.name as title, t.company as subtitle, t.owner_id, 'The same mail address' as why from lead t
        where t.email = ${email} and t.deleted_at is null and t.id is distinct from ${except} and ${see('lead', 'email')}
      union all select 'contact', t.id, t.name, t.title, t.owner_id, 'The same mail address' from contact_email e join contact t on t.id = e.contact_id
        where e.email = ${email} and t.deleted_at is null and t.id is distinct from ${except} and ${see('contact', 'email')} limit 6`.execute(
        ctx.tx,
      )
    found.push(...rows)
  }
  if (name && domain) {
    const { rows } =
      await sql<Found>`select 'lead' as object, t.id, t.name as title, t.company as subtitle, t.owner_id, 'The same name at the same company' as why from lead t
      where t.domain = ${domain} and lower(t.name) = ${name} and t.deleted_at is null and t.id is distinct from ${except} and ${see('lead', 'name', 'domain')} limit 4`.execute(
        ctx.tx,
      )
    found.push(...rows)
  }
  if (domain) {
    const { rows } =
      await sql<Found>`select 'account' as object, t.id, t.name as title, t.domain as subtitle, t.owner_id, 'The company is on record' as why
      from account_domain d join account t on t.id = d.account_id where d.domain = ${domain} and t.deleted_at is null and t.id is distinct from ${except} and ${see('account', 'domain')}`.execute(
        ctx.tx,
      )
    found.push(...rows)
  }
  if (company && company.length > 2) {
    const { rows } =
      await sql<Found>`select 'account' as object, t.id, t.name as title, t.domain as subtitle, t.owner_id, 'A company of this name' as why from account t
      where t.search_text like ${`%${company.replace(/[\\%_]/g, '')}%`} and lower(t.name) = ${company} and t.deleted_at is null and t.id is distinct from ${except} and ${see('account', 'name')} limit 3`.execute(
        ctx.tx,
      )
    found.push(...rows)
  }
  const seen = new Set<string>()
  return found
    .filter(one => !seen.has(one.id) && seen.add(one.id))
    .slice(0, 12)
    .map(one => withoutHidden(ctx, one))
}

const beside: Readonly<Record<string, string>> = { lead: 'company', contact: 'title', account: 'domain' }

function withoutHidden(ctx: Context, found: Found): Found {
  const type = ctx.registry.get(found.object)
  const visible = readableFields(ctx.actor, type)
  return {
    ...found,
    title: visible.includes(type.title) ? found.title : '',
    subtitle: visible.includes(beside[found.object] ?? '') ? found.subtitle : null,
    owner_id: type.owner && visible.includes(type.owner) ? found.owner_id : null,
  }
}
