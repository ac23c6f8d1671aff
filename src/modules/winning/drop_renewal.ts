import type { Context } from '../../platform/context.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { deleteRecords, updateRecords } from '../../platform/object/write.ts'

/**
 * Takes the renewal of a reopened opportunity away, as whoever reopened it wished; closing it again makes a new one. A renewal that
 * was closed already is a contract of its own and stays (E5).
 */
export async function dropRenewal(ctx: Context, opportunity: Row): Promise<Row> {
  const id = opportunity.renewal_id
  const renewal = typeof id === 'string' ? await findRecord(ctx, ctx.registry.get('opportunity'), id) : null
  if (!renewal || renewal.deleted_at !== null || renewal.closed_at !== null) return opportunity
  await deleteRecords(ctx, 'opportunity', [renewal.id])
  const [row] = await updateRecords(ctx, 'opportunity', [{ id: opportunity.id, changes: { renewal_id: null } }])
  return row ?? opportunity
}
