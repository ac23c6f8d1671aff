import { describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { Context } from '../../platform/context.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { PLAYBOOKS } from '../../playbooks/playbooks.ts'
import { apply } from './apply.ts'
import { readWorkspace } from './playbook.queries.ts'
import { printPlaybook } from './playbook_file.rule.ts'
import { startWorkspace } from './start_workspace.ts'

const server = useServer(modules)

class TakenBack extends Error {}
/** Does something and takes it back, so that each test begins with an empty installation. */
async function sandbox<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
  let result: T | undefined
  await server
    .begin('test', async ctx => {
      result = await work(ctx)
      throw new TakenBack()
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error
    })
  return result as T
}
const start = (ctx: Context, playbook: string) =>
  startWorkspace(ctx, { company: 'Hedge', time_zone: 'UTC', currency: 'USD', playbook, admin_email: 'ada@hedge.test' })

describe.each(PLAYBOOKS.map(one => [one.key, one] as const))('%s', (key, playbook) => {
  test('a fresh workspace exports the very file that it was made of, and the file makes the same workspace', async () => {
    const text = printPlaybook(playbook)
    await sandbox(async ctx => {
      await start(ctx, key)
      expect(printPlaybook(await readWorkspace(ctx))).toBe(text)
    })
    await sandbox(async ctx => {
      await start(ctx, 'product_led')
      await apply(ctx, JSON.parse(text))
      expect(printPlaybook(await readWorkspace(ctx))).toBe(text)
    })
  })
})
