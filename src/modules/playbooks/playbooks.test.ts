import { beforeAll, describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { Context } from '../../platform/context.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { createRecord } from '../../platform/object/write.ts'
import { writeSetting } from '../../platform/settings/settings.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { PLAYBOOKS } from '../../playbooks/playbooks.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { singlePipeline } from '../../playbooks/single_pipeline.ts'
import { addField } from '../fields/add_field.ts'
import { slaSetting } from '../leads/lead_settings.ts'
import { createUser } from '../users/create_user.ts'
import { asPage, password, signIn } from '../users/people.testing.ts'
import { apply } from './apply.ts'
import { readWorkspace } from './playbook.queries.ts'
import { printPlaybook } from './playbook_file.rule.ts'
import { preview } from './preview.ts'
import { startWorkspace } from './start_workspace.ts'

const server = useServer(modules)

class TakenBack extends Error {}
/** Does something and takes it back, so that each test begins with an empty installation. */
async function sandbox(work: (ctx: Context) => Promise<void>): Promise<void> {
  await server
    .begin('test', async ctx => {
      await work(ctx)
      throw new TakenBack()
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error
    })
}
const start = (ctx: Context, playbook = 'product_led') =>
  startWorkspace(ctx, { company: 'Hedge', time_zone: 'UTC', currency: 'USD', playbook, admin_email: 'ada@hedge.test' })
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value))
const changesOf = ({ sections }: Awaited<ReturnType<typeof preview>>) =>
  sections.flatMap(one => one.differences.map(({ path, kind }) => `${one.key}: ${kind} ${path.join('.')}`))

describe.each(PLAYBOOKS.map(one => [one.key, one] as const))('%s', (key, playbook) => {
  test('a fresh workspace exports the very file that it was made of, and the file makes the same workspace', async () => {
    const text = printPlaybook(playbook)
    await sandbox(async ctx => {
      await start(ctx, key)
      expect(printPlaybook(await readWorkspace(ctx))).toBe(text)
      expect(changesOf(await preview(ctx, JSON.parse(text)))).toEqual([])
    })
    await sandbox(async ctx => {
      await start(ctx)
      const before = await preview(ctx, JSON.parse(text))
      const done = await apply(ctx, JSON.parse(text))
      expect(done.sections).toEqual(before.sections)
      expect(printPlaybook(await readWorkspace(ctx))).toBe(text)
      expect(changesOf(await preview(ctx, JSON.parse(text)))).toEqual([])
    })
  })
})

describe('a playbook over a workspace in use', () => {
  test('keeps what is needed, says so, and is undone as a whole', () =>
    sandbox(async ctx => {
      await start(ctx)
      const ann = await createUser(ctx, { name: 'Ann', email: 'ann@hedge.test', role: 'sales' })
      await addField(ctx, { object: 'lead', name: 'hobby', kind: 'text', label: 'Hobby', required: false })
      await createRecord(ctx, 'territory', { name: 'Nordics', countries: ['SE'], position: 4, members: [ann.id] }, { trusted: true })
      const account = await createRecord(ctx, 'account', { name: 'Acme' }, { trusted: true })
      await createRecord(ctx, 'opportunity', {
        name: 'Plan',
        account_id: account.id,
        close_date: '2026-12-31',
        stage: 'demo_completed',
        owner_id: ann.id,
      })
      const before = printPlaybook(await readWorkspace(ctx))
      expect(before).toContain('"members": ["ann@hedge.test"]'.replace('["', '[ "').replace('"]', '" ]'))
      expect(before).not.toContain(ann.id)

      const looked = await preview(ctx, copy(singlePipeline))
      expect(printPlaybook(await readWorkspace(ctx))).toBe(before)
      const notes = looked.sections.flatMap(one => one.notes)
      expect(notes).toContainEqual(expect.stringContaining('“sales” stays: There is 1 open opportunity in Sales'))
      const done = await apply(ctx, copy(singlePipeline))
      expect(done.sections).toEqual(looked.sections)
      const after = await readWorkspace(ctx)
      expect((after.pipelines as { key: string }[]).map(one => one.key).sort()).toEqual(['paid', 'sales'])
      expect((after.territories as { name: string }[]).map(one => one.name)).not.toContain('Nordics')
      expect(after.fields).toEqual(JSON.parse(before).fields)
      expect(after.key).toBe('single_pipeline')

      await undoBatch(ctx, done.batch_id)
      expect(printPlaybook(await readWorkspace(ctx))).toBe(before)
    }))

  test('retires a stage that opportunities stand in, and removes one that none does', () =>
    sandbox(async ctx => {
      await start(ctx)
      const ann = await createUser(ctx, { name: 'Ann', email: 'ann@hedge.test', role: 'sales' })
      const account = await createRecord(ctx, 'account', { name: 'Acme' }, { trusted: true })
      await createRecord(ctx, 'opportunity', {
        name: 'Plan',
        account_id: account.id,
        close_date: '2026-12-31',
        stage: 'demo_completed',
        owner_id: ann.id,
      })
      const file = { format: productLed.format, key: 'own', label: 'Own', pipelines: copy(productLed.pipelines) }
      const [sales] = file.pipelines
      if (!sales) throw new Error('No pipeline')
      const kept = { ...sales, stages: sales.stages.filter(one => one.key !== 'demo_completed' && one.key !== 'meeting_booked') }
      await apply(ctx, { ...file, pipelines: [kept, ...file.pipelines.slice(1)] })
      const row = await ctx.tx.selectFrom('pipeline').select('stages').where('key', '=', 'sales').executeTakeFirstOrThrow()
      const stages = row.stages as { key: string; retired?: boolean }[]
      expect(stages.find(one => one.key === 'demo_completed')?.retired).toBe(true)
      expect(stages.some(one => one.key === 'meeting_booked')).toBe(false)
    }))

  test('changes only the sections that are chosen', () =>
    sandbox(async ctx => {
      await start(ctx)
      const file = copy(productLed)
      file.settings.sla.hours = 8
      file.settings.sla.warning_hours = 4
      file.settings.pool.after_days = 30
      expect(changesOf(await preview(ctx, file))).toEqual([
        'settings.sla: changed hours',
        'settings.sla: changed warning_hours',
        'settings.pool: changed after_days',
      ])
      await apply(ctx, file, ['settings.sla'])
      expect(changesOf(await preview(ctx, file))).toEqual(['settings.pool: changed after_days'])
    }))

  test('is refused as a whole, each error by its place, and the preview shows all of them', () =>
    sandbox(async ctx => {
      await start(ctx)
      const before = printPlaybook(await readWorkspace(ctx))
      const file = {
        ...copy(productLed),
        roles: [{ key: 'boss', label: 'Boss', rights: { objects: {}, settings: 'yes' } }],
        settings: { ...copy(productLed.settings), sla: { hours: 0, warning_hours: 1 } },
        views: { lead: [{ name: 'Odd', filter: { field: 'nothing', op: 'is', value: 1 } }] },
        territories: [{ name: 'Nowhere', countries: ['Atlantis'] }],
      }
      const places = (await preview(ctx, file)).sections.flatMap(one => one.errors.map(error => error.field))
      expect(places).toEqual(
        expect.arrayContaining([
          'roles.0.rights.settings',
          'settings.sla.hours',
          'territories.0.countries',
          expect.stringMatching(/^views\.lead\.0/),
        ]),
      )
      await expect(apply(ctx, file)).rejects.toMatchObject({
        status: 422,
        errors: expect.arrayContaining([expect.objectContaining({ field: 'settings.sla.hours' })]),
      })
      expect(before.length).toBeGreaterThan(1_000)
    }))

  test('is not undone over what somebody changed since', () =>
    sandbox(async ctx => {
      await start(ctx)
      const file = copy(productLed)
      file.settings.sla.hours = 30
      const { batch_id } = await apply(ctx, file)
      await writeSetting(ctx, slaSetting, { hours: 12, warning_hours: 10 })
      await expect(undoBatch(ctx, batch_id)).rejects.toMatchObject({
        code: 'batch.changed_since',
        message: expect.stringContaining('First reply'),
      })
    }))
})

describe('over HTTP', () => {
  let cookies: Record<string, string> = {}
  beforeAll(async () => {
    await server.begin('test', async ctx => {
      await start(ctx)
      for (const [name, role] of [
        ['ada', 'admin'],
        ['rae', 'revops'],
        ['sam', 'sales'],
      ] as const)
        await createUser(ctx, { name, email: `${name}@hedge.test`, role, password })
    })
    cookies = Object.fromEntries(
      await Promise.all(['ada', 'rae', 'sam'].map(async name => [name, await signIn(server, `${name}@hedge.test`)])),
    )
  })
  const ask = (who: string, method: 'GET' | 'POST', url: string, body?: object) =>
    server.app.inject(asPage(cookies[who] ?? '', method, `/api/v1${url}`, body))

  test('what is exported is applied again; who may not open Settings sees and changes nothing of it', async () => {
    const file = await ask('ada', 'GET', '/playbook')
    expect(file.body).toBe(printPlaybook(productLed))
    expect((await ask('ada', 'GET', '/playbooks')).json().data).toHaveLength(3)
    expect((await ask('ada', 'GET', '/playbooks/single_pipeline')).body).toBe(printPlaybook(singlePipeline))
    const playbook = file.json()
    playbook.pipelines[0].stages[0].label = 'Fresh'
    const looked = (await ask('rae', 'POST', '/playbook/preview', { playbook })).json()
    expect(changesOf(looked)).toEqual(['pipelines: changed sales.stages.inbound_lead.label'])
    for (const [method, url] of [
      ['GET', '/playbook'],
      ['POST', '/playbook/preview'],
      ['POST', '/playbook/apply'],
    ] as const)
      expect((await ask('sam', method, url, method === 'POST' ? { playbook } : undefined)).statusCode).toBe(403)
    const done = (await ask('rae', 'POST', '/playbook/apply', { playbook })).json()
    expect(changesOf(done)).toEqual(changesOf(looked))
    const meta = (await ask('ada', 'GET', '/meta')).json()
    expect(meta.pipelines[0].stages[0].label).toBe('Fresh')
    expect((await ask('rae', 'POST', `/batches/${done.batch_id}/undo`)).statusCode).toBe(200)
    expect((await ask('ada', 'GET', '/playbook')).body).toBe(file.body)
  })

  test('nobody gives a role more by a file than they have; a preview leaves no trace in the process', async () => {
    const playbook = copy(productLed) as unknown as { roles: { key: string; rights: { objects: Record<string, unknown> } }[] }
    const revops = playbook.roles.find(one => one.key === 'revops')
    if (!revops) throw new Error('No role')
    revops.rights.objects = { '*': revops.rights.objects['*'] }
    const refused = await ask('rae', 'POST', '/playbook/apply', { playbook })
    expect(refused.statusCode).toBe(422)
    expect(refused.json().errors[0]).toMatchObject({ field: 'roles.1', message: expect.stringContaining('mail') })
    await ask('ada', 'POST', '/playbook/preview', { playbook: copy(singlePipeline) })
    const meta = (await ask('ada', 'GET', '/meta')).json()
    expect(meta.settings.opportunities.default_type).toBe('monthly_plan')
    const opportunity = meta.objects.find((one: { name: string }) => one.name === 'opportunity')
    expect(opportunity.fields.pipeline.options.map((one: { value: string }) => one.value)).not.toContain('paid')
  })
})
