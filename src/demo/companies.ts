import type { Context } from '../platform/context.ts'
import { newId } from '../platform/id.ts'
import { insertRecords } from '../platform/object/write.ts'
import { companies, type DemoCompany, firstNames, lastNames, titles } from './northlight.ts'
import { type Colleague, sellerFor } from './people.ts'
import type { Random } from './random.ts'

export interface FilledCompany extends DemoCompany {
  id: string
  owner_id: string
  contacts: { id: string; name: string; email: string }[]
}

const day = 86_400_000

/** Accounts with the people there; some of them came through the product. */
export async function addCompanies(ctx: Context, random: Random, people: readonly Colleague[]): Promise<FilledCompany[]> {
  const filled = companies.map(
    (company, index): FilledCompany => ({ ...company, id: newId(), owner_id: sellerFor(people, company.country, index).id, contacts: [] }),
  )
  await insertRecords(
    ctx,
    'account',
    filled.map(({ contacts: _contacts, ...company }, index) => ({
      ...company,
      website: `https://${company.domain}`,
      type: index % 4 === 0 ? 'customer' : 'prospect',
      external_id: index % 2 === 0 ? `org_${1000 + index}` : null,
      mrr: index % 4 === 0 ? `${random.int(2, 9) * 100}.00` : null,
      created_at: new Date(ctx.now.getTime() + random.int(0, 20) * day),
    })),
  )
  const taken = new Set<string>()
  const contacts = filled.flatMap((company, index) =>
    Array.from({ length: 2 + (index % 2) }, () => {
      const first_name = random.pick(firstNames)
      const last_name = random.pick(lastNames)
      const { title, role } = random.pick(titles)
      const email = `${plain(first_name)}.${plain(last_name)}@${company.domain}`
      if (taken.has(email)) return []
      taken.add(email)
      const contact = { id: newId(), name: `${first_name} ${last_name}`, email }
      company.contacts.push(contact)
      return [
        {
          ...contact,
          first_name,
          last_name,
          title,
          role_at_organization: role,
          country: company.country,
          account_id: company.id,
          owner_id: company.owner_id,
          source: random.pick(['product_signup', 'contact_form', 'email', 'event']),
          plan: random.pick(['free', 'paid', null]),
          created_at: new Date(ctx.now.getTime() + random.int(0, 300) * day),
        },
      ]
    }).flat(),
  )
  await insertRecords(ctx, 'contact', contacts)
  return filled
}

/** A name as it stands in a mail address. */
export const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z]/g, '')
    .toLowerCase()
