import type { Context } from '../../platform/context.ts'
import { insertRecords } from '../../platform/object/write.ts'
import type { PlaybookProduct } from '../../playbooks/playbook.ts'

/** Gives a workspace that sells nothing yet the products of its playbook. */
export async function fillProducts(ctx: Context, products: readonly PlaybookProduct[]): Promise<void> {
  if (await ctx.tx.selectFrom('product').select('id').limit(1).executeTakeFirst()) return
  await insertRecords(
    ctx,
    'product',
    products.map((product, index) => ({ ...product, position: index + 1 })),
  )
}
