import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { Context } from '../../platform/context.ts'
import { deleteRecords, updateRecord } from '../../platform/object/write.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { startWorkspace } from '../playbooks/start_workspace.ts'
import { completeWorkspace } from './complete_workspace.ts'

const server = useServer(modules)

class TakenBack extends Error {}
/** Does something and takes it back, so that each test begins with an empty installation. */
const sandbox = (work: (ctx: Context) => Promise<void>): Promise<void> =>
  server
    .begin('test', async ctx => {
      await work(ctx)
      throw new TakenBack()
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error
    })
const start = (ctx: Context) =>
  startWorkspace(ctx, { company: 'Hedge', time_zone: 'UTC', currency: 'USD', playbook: 'product_led', admin_email: 'ada@hedge.test' })
/** As the release before sequences left it: some views fewer, no sequence, nothing noted. */
const asBefore = async (ctx: Context, names = ['Open, my team', 'Slipping', 'Renewals: next 90 days', 'Due today', 'Done']) => {
  await sql`delete from view where name = any(${names})`.execute(ctx.tx)
  await sql`delete from sequence`.execute(ctx.tx)
  await sql`delete from setting where key = 'additions'`.execute(ctx.tx)
}
const viewsOf = async (ctx: Context, object: string) =>
  ctx.tx
    .selectFrom('view')
    .select(['id', 'name', 'layout', 'position'])
    .where('object', '=', object)
    .where('deleted_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
const namesOf = async (ctx: Context, object: string) => (await viewsOf(ctx, object)).map(view => view.name)
const written = async (ctx: Context) => (await sql<{ n: number }>`select count(*)::int as n from change_log`.execute(ctx.tx)).rows[0]?.n

describe('a workspace of an earlier release', () => {
  test('is brought the views and the self-serve flow of its playbook, behind its own and in the log', () =>
    sandbox(async ctx => {
      await start(ctx)
      await asBefore(ctx)
      const own = await namesOf(ctx, 'opportunity')
      await completeWorkspace(ctx)
      expect(await namesOf(ctx, 'opportunity')).toEqual([...own, 'Open, my team', 'Slipping', 'Renewals: next 90 days'])
      expect((await viewsOf(ctx, 'opportunity')).find(view => view.name === 'Slipping')?.layout).toBe('board')
      expect((await namesOf(ctx, 'task')).slice(-2)).toEqual(['Due today', 'Done'])
      const flow = await ctx.tx.selectFrom('sequence').selectAll().executeTakeFirstOrThrow()
      expect(flow).toMatchObject({ key: 'self_serve', active: true })
      expect(flow.steps).toHaveLength(3)
      const { rows } = await sql`select 1 from change_log where object in ('view', 'sequence') and record_id = ${flow.id}`.execute(ctx.tx)
      expect(rows).toHaveLength(1)
    }))

  test('once: what was renamed or deleted since stays so, at every start', () =>
    sandbox(async ctx => {
      await start(ctx)
      await asBefore(ctx)
      await completeWorkspace(ctx)
      const [slipping, done] = ['Slipping', 'Done'].map(async name => {
        const { id } = await ctx.tx.selectFrom('view').select('id').where('name', '=', name).executeTakeFirstOrThrow()
        return id
      })
      await deleteRecords(ctx, 'view', [String(await slipping)])
      await updateRecord(ctx, 'view', String(await done), { name: 'Finished' }, { trusted: true })
      await sql`delete from sequence`.execute(ctx.tx)
      const before = await written(ctx)
      await completeWorkspace(ctx)
      expect(await written(ctx)).toBe(before)
      expect(await namesOf(ctx, 'opportunity')).not.toContain('Slipping')
      expect(await namesOf(ctx, 'task')).not.toContain('Done')
    }))

  test('keeps what it has by those names already, also in the bin', () =>
    sandbox(async ctx => {
      await start(ctx)
      const { id } = await ctx.tx.selectFrom('view').select('id').where('name', '=', 'Slipping').executeTakeFirstOrThrow()
      await deleteRecords(ctx, 'view', [id])
      await asBefore(ctx, ['Done'])
      await completeWorkspace(ctx)
      const opportunity = await namesOf(ctx, 'opportunity')
      expect(opportunity).not.toContain('Slipping')
      expect(opportunity.filter(name => name === 'Open, my team')).toHaveLength(1)
      expect(await namesOf(ctx, 'task')).toContain('Done')
    }))
})

test('a workspace that is set up now has all of it from its playbook, and a start adds nothing', () =>
  sandbox(async ctx => {
    await start(ctx)
    const before = await written(ctx)
    await completeWorkspace(ctx)
    expect(await written(ctx)).toBe(before)
  }))
