import type { Kysely } from 'kysely'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Database } from '../../platform/db/database.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { commit, testContext } from '../../platform/testing/context.ts'
import { PIPELINES } from '../../playbooks/pipelines.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { pipeline } from '../pipelines/pipeline.object.ts'
import { product } from '../products/product.object.ts'
import { user } from '../users/user.object.ts'
import { opportunities } from './opportunities.module.ts'

/** A context that knows opportunities and their rules. */
export const dealContext = (db: Kysely<Database>, actor?: Actor): Context =>
  testContext(db, {
    definitions: [...(opportunities.objects ?? []), pipeline, product, account, contact, lead, user],
    derivations: opportunities.derivations ?? [],
    ...(actor ? { actor } : {}),
  })

/** The playbook's pipelines, a product and an account: what an opportunity needs. */
export async function layGround(db: Kysely<Database>): Promise<{ account_id: string }> {
  return commit(db, dealContext(db), async ctx => {
    await insertRecords(
      ctx,
      'pipeline',
      PIPELINES.map(({ key, label, stages }, index) => ({ key, label, stages, position: index + 1 })),
    )
    await insertRecords(ctx, 'product', [{ name: 'Session replay', billing: 'usage' }])
    const [made] = await insertRecords(ctx, 'account', [{ name: 'Calder Robotics' }])
    if (!made) throw new Error('No account was made')
    return { account_id: made.id }
  })
}
