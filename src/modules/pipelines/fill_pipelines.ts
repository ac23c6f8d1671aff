import type { Context } from '../../platform/context.ts'
import type { Field } from '../../platform/object/field.ts'
import { insertRecords } from '../../platform/object/write.ts'
import type { PlaybookPipeline } from '../../playbooks/playbook.ts'

/** Gives a workspace that has no pipeline those of its playbook, under the names that it gave them already. */
export async function fillPipelines(ctx: Context, pipelines: readonly PlaybookPipeline[]): Promise<void> {
  if (await ctx.tx.selectFrom('pipeline').select('id').limit(1).executeTakeFirst()) return
  const { pipeline, stage } = ctx.registry.get('opportunity').fields
  const named = (field: Field | undefined, key: string, label: string) => field?.options?.find(one => one.value === key)?.label ?? label
  await insertRecords(
    ctx,
    'pipeline',
    pipelines.map(({ key, label, stages }, index) => ({
      key,
      label: named(pipeline, key, label),
      position: index + 1,
      stages: stages.map(one => ({ ...one, label: named(stage, one.key, one.label) })),
    })),
  )
}
