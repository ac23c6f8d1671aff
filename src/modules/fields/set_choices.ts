import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Choice } from '../../platform/object/field.ts'
import { announceFieldChange, reloadRegistry } from '../../platform/object/registry.ts'

/** What is offered first, then what is known besides, retired: old values stay valid, new ones are not offered. */
const merged = (offered: readonly Choice[], known: readonly Choice[]): Choice[] => [
  ...offered,
  ...known.filter(one => !offered.some(other => other.value === one.value)).map(one => ({ ...one, retired: true })),
]

/** Sets what built-in choices of an object offer, field by field; what they knew before stays valid. */
export async function setChoices(ctx: Context, object: string, fields: Readonly<Record<string, readonly Choice[]>>): Promise<void> {
  const built = ctx.registry.definitions.find(one => one.name === object)?.fields
  const now = ctx.registry.get(object).fields
  for (const [field, offered] of Object.entries(fields)) {
    const options = merged(merged(offered, now[field]?.options ?? []), built?.[field]?.options ?? [])
    await sql`insert into field_choices (object, field, options) values (${object}, ${field}, ${JSON.stringify(options)}::jsonb)
      on conflict (object, field) do update set options = excluded.options`.execute(ctx.tx)
  }
  await reloadRegistry(ctx.registry, ctx.tx)
  await announceFieldChange(ctx.tx)
}
