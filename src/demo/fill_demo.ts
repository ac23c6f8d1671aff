import { sql } from 'kysely'
import type { Config } from '../app/config.ts'
import type { Ground } from '../app/program.ts'
import { setUp } from '../modules/users/set_up.ts'
import { setUpNeeded } from '../modules/users/user.queries.ts'
import type { Context } from '../platform/context.ts'
import { writeSetting } from '../platform/settings/settings.ts'
import { workspaceSetting } from '../platform/settings/workspace.ts'
import { StartError } from '../platform/start_error.ts'
import { addCompanies } from './companies.ts'
import { dealDays } from './deal_plan.ts'
import { addDeals } from './deals.ts'
import { colleagues, demoPassword } from './northlight.ts'
import { addOlderLeads } from './older_leads.ts'
import { addColleagues } from './people.ts'
import { addQuotas } from './quotas.ts'
import { createRandom } from './random.ts'
import { takeInRecent } from './recent_inputs.ts'
import { addSalesProcess } from './sales_process.ts'
import { addWork } from './work.ts'

/** Runs work in one transaction as if it were another moment; nothing of it is ever mailed. */
export type BeginAt = <T>(at: Date, work: (ctx: Context) => Promise<T>) => Promise<T>

const seed = 20_261_120
const begins = (dealDays + 20) * 86_400_000

/** Fills an empty workspace with the company Northlight and more than a year of its work; answers the lines that say how to sign in. */
export async function fillDemo(ground: Ground, config: Pick<Config, 'admin'>): Promise<string[]> {
  const { begin, clock } = ground
  const now = clock.now()
  const beginAt: BeginAt = (at, work) =>
    begin('demo', ctx => work({ ...ctx, now: at, ports: { ...ctx.ports, mailTransport: { ...ctx.ports.mailTransport, url: null } } }))
  const domain = await begin('demo', async ctx => {
    await refuseUsed(ctx)
    if (await setUpNeeded(ctx)) await setUp(ctx, admin(config))
    await sql`select ensure_partitions(${new Date(now.getTime() - begins)}::date, ${now}::date)`.execute(ctx.tx)
    return (ctx.settings.get(workspaceSetting).inbound_domain || config.admin?.email.split('@')[1]) ?? 'northlight.example'
  })
  const random = createRandom(seed)
  const people = await beginAt(new Date(now.getTime() - begins), ctx => addColleagues(ctx, domain))
  const companies = await beginAt(new Date(now.getTime() - begins), ctx => addCompanies(ctx, random, people))
  await addOlderLeads(beginAt, now, random, people)
  await addDeals(beginAt, now, random, companies)
  await beginAt(now, ctx => addQuotas(ctx, people))
  await takeInRecent(beginAt, now, random, { domain, people })
  await addWork(beginAt, now, random)
  await addSalesProcess(beginAt, now)
  await begin('demo', async ctx => {
    await writeSetting(ctx, workspaceSetting, { ...ctx.settings.get(workspaceSetting), demo: true })
  })
  return signIns(ground, config)
}

/** The lines that say how to sign in to the demo. */
export async function signIns({ begin }: Pick<Ground, 'begin'>, config: Pick<Config, 'admin'>): Promise<string[]> {
  const users = await begin('demo', ctx =>
    ctx.tx.selectFrom('user').select(['name', 'email', 'role']).where('active', '=', true).where('deleted_at', 'is', null).execute(),
  )
  const place = (name: string) => colleagues.findIndex(one => one.name === name)
  const shown = users
    .filter(user => user.email !== config.admin?.email && place(user.name) >= 0)
    // Whoever tries the demo should first be somebody who has leads.
    .sort((a, b) => Number(b.role === 'sales') - Number(a.role === 'sales') || place(a.name) - place(b.name))
  return [
    `The demo company Northlight. Sign in with the password ${demoPassword} as`,
    ...shown.map(user => `  ${user.email.padEnd(34)} ${user.name} (${user.role})`),
    ...(config.admin ? [`or with ADMIN_EMAIL and ADMIN_PASSWORD as ${config.admin.email}.`] : []),
  ]
}

const admin = (config: Pick<Config, 'admin'>) => ({
  company: 'Northlight',
  name: config.admin ? (config.admin.email.split('@')[0] ?? 'Admin') : 'Dana Whitlock',
  email: config.admin?.email ?? 'dana@northlight.example',
  password: config.admin?.password ?? demoPassword,
})

async function refuseUsed(ctx: Context): Promise<void> {
  for (const table of ['lead', 'contact', 'account', 'opportunity'] as const)
    if (await ctx.tx.selectFrom(table).select('id').limit(1).executeTakeFirst())
      throw new StartError('This workspace is not empty, so it was left as it is: the demo company needs an empty one (another DATA_DIR).')
}
