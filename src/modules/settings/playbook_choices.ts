import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Choice } from '../../platform/object/field.ts'
import { announceFieldChange, reloadRegistry } from '../../platform/object/registry.ts'
import type { Playbook } from '../../playbooks/playbook.ts'

/** What a playbook offers first, then what programs know besides, retired: old values stay valid, new ones are not offered. */
const merged = (offered: readonly Choice[], built: readonly Choice[]): Choice[] => [
  ...offered,
  ...built.filter(one => !offered.some(other => other.value === one.value)).map(one => ({ ...one, retired: true })),
]

/** Gives the choices of leads and opportunities the playbook's values and labels. From then on Settings edits them. */
export async function writePlaybookChoices(ctx: Context, playbook: Playbook): Promise<void> {
  const stages = playbook.pipelines.flatMap(pipeline => pipeline.stages.map(stage => ({ value: stage.key, label: stage.label })))
  const wanted: Record<string, Record<string, readonly Choice[]>> = {
    lead: { source: playbook.lead_sources, disqualification_reason: playbook.disqualification_reasons },
    opportunity: {
      record_type: playbook.record_types.map(one => ({ value: one.key, label: one.label })),
      type: playbook.opportunity_types,
      pipeline: playbook.pipelines.map(one => ({ value: one.key, label: one.label })),
      stage: stages.filter((stage, index) => stages.findIndex(one => one.value === stage.value) === index),
      loss_reason: playbook.loss_reasons,
    },
  }
  for (const [object, fields] of Object.entries(wanted))
    for (const [field, offered] of Object.entries(fields)) {
      const options = merged(
        offered.map(({ value, label }) => ({ value, label })),
        ctx.registry.definitions.find(one => one.name === object)?.fields[field]?.options ?? [],
      )
      await sql`insert into field_choices (object, field, options) values (${object}, ${field}, ${JSON.stringify(options)}::jsonb)
        on conflict (object, field) do update set options = excluded.options`.execute(ctx.tx)
    }
  await reloadRegistry(ctx.registry, ctx.tx)
  await announceFieldChange(ctx.tx)
}
