import { sql } from 'kysely'
import { claim } from '../modules/leads/pool/claim.ts'
import { pool } from '../modules/leads/pool/pool.ts'
import { release } from '../modules/leads/pool/release.ts'
import { sendSteps } from '../modules/sequences/send_steps.ts'
import { onboarding } from '../modules/winning/onboarding.ts'
import { trial } from '../modules/winning/trial.ts'
import { winningSetting } from '../modules/winning/winning_settings.ts'
import { actorOfUser } from '../platform/auth/actor_of.ts'
import type { Context } from '../platform/context.ts'
import type { Row } from '../platform/object/list.ts'
import { insertRecords, stampedParents, updateRecords } from '../platform/object/write.ts'
import type { BeginAt } from './fill_demo.ts'

const day = 86_400_000
const hour = 3_600_000

/** What the team does between a lead and a customer: the pool, a sequence, trials, onboarding, a thread, tasks of every kind. */
export async function addSalesProcess(beginAt: BeginAt, now: Date): Promise<void> {
  const ago = (time: number) => new Date(now.getTime() - time)
  await beginAt(ago(30 * hour), pool)
  await beginAt(ago(5 * hour), async ctx => {
    const pooled = await rowsOf(ctx, 'lead', sql`owner_id is null and pooled_from_id is not null order by score desc, id limit 2`)
    for (const lead of pooled.slice(0, 1)) await claim(await as(ctx, 'Ines Carvalho'), lead.id)
    const [owned] = await rowsOf(ctx, 'lead', sql`status = 'working' and owner_id is not null order by score desc, id limit 1`)
    if (owned) await release(await of(ctx, owned), owned.id, { reason: 'I am away for two weeks, and they decide this month' })
  })
  await beginAt(ago(4 * day), async ctx => {
    const leads = await rowsOf(
      ctx,
      'lead',
      sql`status in ('new', 'working') and owner_id is not null and email is not null and created_at < ${ago(5 * day)} order by score, id limit 5`,
    )
    await updateRecords(
      ctx,
      'lead',
      leads.map(({ id }) => ({ id, changes: { self_serve_no_interaction: true } })),
    )
  })
  await beginAt(ago(4 * day - hour), sendSteps)
  await beginAt(ago(6 * day), async ctx => {
    for (const one of await rowsOf(
      ctx,
      'opportunity',
      sql`stage = 'product_evaluation' and closed_at is null order by amount desc, id limit 3`,
    ))
      await trial(await of(ctx, one), one.id, { kind: 'hands_on' })
    const items = ctx.settings.get(winningSetting).onboarding_checklist
    for (const [index, won] of (
      await rowsOf(ctx, 'opportunity', sql`stage = 'closed_won' and onboarding is not null order by closed_at desc, id limit 3`)
    ).entries())
      for (const { key } of items.slice(0, index + 1)) await onboarding(await of(ctx, won), won.id, { item: key, done: true })
  })
  await beginAt(ago(3 * hour), async ctx => {
    for (const one of await rowsOf(ctx, 'opportunity', sql`stage = 'commercial_legal_review' order by amount desc, id limit 2`)) {
      const on = stampedParents('opportunity', one)
      const asks = await as(ctx, 'Priya Nand')
      const answers = await of(ctx, one)
      const [first] = await insertRecords(asks, 'note', [
        {
          ...on,
          text: `@${answers.actor.user?.name} legal asks for the data processing agreement in their own form. Can we sign that?`,
          mentions: [one.owner_id],
        },
      ])
      await insertRecords(answers, 'note', [
        { ...on, reply_to_id: first?.id, text: 'Yes, up to clause 9. I send the marked-up version today.', mentions: [] },
      ])
    }
    const sellers = await rowsOf(ctx, 'user', sql`role = 'sales' and active`)
    await insertRecords(
      ctx,
      'task',
      sellers.flatMap(({ id }) => [
        { subject: 'Look through the pool', owner_id: id, due_at: ago(-2 * hour), recurrence: 'weekdays', priority: 'low' },
        { subject: 'Prepare the pipeline review', owner_id: id, due_at: ago(-4 * hour), recurrence: 'weekly', priority: 'high' },
      ]),
    )
  })
  // Whoever looks at the demo has read what is older than half a day.
  await beginAt(now, ctx =>
    sql`update notification set read_at = ${now} where read_at is null and created_at < ${ago(12 * hour)}`.execute(ctx.tx),
  )
}

async function rowsOf(ctx: Context, table: string, condition: ReturnType<typeof sql>): Promise<Row[]> {
  return (await sql<Row>`select * from ${sql.table(table)} where deleted_at is null and ${condition}`.execute(ctx.tx)).rows
}

/** As the owner of a record. */
async function of(ctx: Context, { owner_id }: Row): Promise<Context> {
  const actor = await actorOfUser(ctx.tx, String(owner_id), 'page')
  if (!actor) throw new Error('A record of the demo has an owner who is not there')
  return { ...ctx, actor }
}

async function as(ctx: Context, name: string): Promise<Context> {
  const [user] = await rowsOf(ctx, 'user', sql`name = ${name}`)
  return of(ctx, { id: user?.id ?? '', owner_id: user?.id })
}
