import { sql } from 'kysely'
import { createUser } from '../modules/users/create_user.ts'
import type { Context } from '../platform/context.ts'
import { insertRecords, updateRecords } from '../platform/object/write.ts'
import { colleagues, demoPassword } from './northlight.ts'

export interface Colleague {
  id: string
  name: string
  email: string
  role: string
  /** Place of their territory among the territories; null for who is in no rotation. */
  territory: number | null
}

/** The colleagues with their team and their places in the rotations; who is in the workspace already stays. */
export async function addColleagues(ctx: Context, domain: string): Promise<Colleague[]> {
  const [team] = await insertRecords(ctx, 'team', [{ name: 'Sales' }])
  const people: Colleague[] = []
  for (const { name, role, zone, territory } of colleagues) {
    const email = `${name.split(' ')[0]?.toLowerCase()}@${domain}`
    const there = await ctx.tx.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst()
    const id =
      there?.id ??
      (
        await createUser(ctx, {
          name,
          email,
          role,
          time_zone: zone,
          password: demoPassword,
          team_ids: role === 'sales' && team ? [team.id] : [],
        })
      ).id
    people.push({ id, name, email, role, territory })
  }
  const { rows } = await sql<{ id: string }>`select id from territory where deleted_at is null order by position`.execute(ctx.tx)
  await updateRecords(
    ctx,
    'territory',
    rows.map((row, index) => ({ id: row.id, changes: { members: people.filter(one => one.territory === index).map(one => one.id) } })),
  )
  return people
}

/** Who would look after a country: a seller of its territory. */
export function sellerFor(people: readonly Colleague[], country: string, turn: number): Colleague {
  const americas = ['US', 'CA', 'BR', 'MX', 'CL']
  const rest = ['JP', 'SG', 'IN', 'KR', 'NZ']
  const territory = americas.includes(country) ? 0 : rest.includes(country) ? 2 : 1
  const sellers = people.filter(one => one.territory === territory)
  const seller = sellers[turn % sellers.length]
  if (!seller) throw new Error('A territory has nobody')
  return seller
}
