import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { columnSql } from '../../platform/object/column.ts'
import { fieldKinds } from '../../platform/object/field.ts'
import { announceFieldChange, type CustomField, reloadRegistry, sortableKinds } from '../../platform/object/registry.ts'
import { invalid, refuse } from '../../platform/refuse.ts'

const choiceInput = z.object({ value: z.string().min(1).max(100), label: z.string().min(1).max(200), retired: z.boolean().optional() })

export const newField = z.strictObject({
  object: z.string(),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,50}$/, 'A name is lower-case letters, digits and _, and begins with a letter.')
    .transform(name => name.replace(/^cf_/, '')),
  kind: z.enum(fieldKinds),
  label: z.string().trim().min(1).max(200),
  help: z.string().max(1_000).nullish(),
  required: z.boolean().default(false),
  options: z.array(choiceInput).max(500).nullish(),
  to: z.string().nullish(),
})

const mostFields = 300

/**
 * Adds a custom field while the program runs (A5): a real column `cf_<name>` with an index, at once in lists, filters, forms,
 * export, API, history. The lock on the table is short: the column holds nothing yet, and who waits longer than 3 s is refused.
 */
export async function addField(
  ctx: Context,
  input: z.output<typeof newField>,
  options: { rehearsal?: boolean } = {},
): Promise<CustomField> {
  const type = ctx.registry.has(input.object) ? ctx.registry.get(input.object) : ctx.registry.byPlural(input.object)
  if (!type?.custom) throw invalid([{ field: 'object', code: 'object', message: 'This object cannot have custom fields.' }])
  const needsOptions = input.kind === 'choice' || input.kind === 'choices'
  if (needsOptions && (input.options ?? []).length === 0)
    throw invalid([{ field: 'options', code: 'required', message: 'A choice needs options.' }])
  const refers = input.kind === 'ref' || input.kind === 'refs'
  if (refers && !(input.to && ctx.registry.has(input.to)))
    throw invalid([{ field: 'to', code: 'object', message: 'A relation needs the object it points at.' }])
  const name = input.name
  const existing = await ctx.tx.selectFrom('custom_field').selectAll().where('object', '=', type.name).execute()
  if (existing.filter(one => !one.retired_at).length >= mostFields)
    throw refuse('field.too_many', `An object has at most ${mostFields} custom fields.`)
  const former = existing.find(one => one.name === name)
  if (former && !former.retired_at)
    throw refuse('field.exists', 'There is a field of that name already.', {
      status: 409,
      errors: [{ field: 'name', code: 'taken', message: 'Taken.' }],
    })
  if (former && former.kind !== input.kind)
    throw refuse('field.kind', `A field ${name} of another kind existed; its values are kept. Choose another name.`, { status: 409 })

  const row: CustomField = {
    object: type.name,
    name,
    kind: input.kind,
    label: input.label,
    help: input.help ?? null,
    required: input.required,
    options: input.options ?? null,
    to_object: input.to ?? null,
    position: existing.length + 1,
    retired_at: null,
  }
  const stored = { ...row, options: row.options === null ? null : JSON.stringify(row.options) }
  await sql`insert into custom_field ${sql.raw('(object, name, kind, label, help, required, options, to_object, position, retired_at)')}
    values (${stored.object}, ${stored.name}, ${stored.kind}, ${stored.label}, ${stored.help}, ${stored.required}, ${stored.options}::jsonb, ${stored.to_object}, ${stored.position}, null)
    on conflict (object, name) do update set label = excluded.label, help = excluded.help, required = excluded.required, options = excluded.options, to_object = excluded.to_object, retired_at = null`.execute(
    ctx.tx,
  )
  // A preview locks no table.
  if (!former && !options.rehearsal) await addColumn(ctx, row)
  await reloadRegistry(ctx.registry, ctx.tx)
  await announceFieldChange(ctx.tx)
  return row
}

async function addColumn(ctx: Context, field: CustomField): Promise<void> {
  const column = `cf_${field.name}`
  await sql`set local lock_timeout = '3s'`.execute(ctx.tx)
  const shape = columnSql(column, { kind: field.kind, label: field.label, required: false, sort: sortableKinds.has(field.kind) })
  await sql`alter table ${sql.table(field.object)} add column ${sql.raw(shape)}`.execute(ctx.tx)
  // Partial: it costs only rows that have a value, and a list reads those first anyway (data.md section 3).
  if (sortableKinds.has(field.kind))
    await sql`create index ${sql.ref(`${field.object}_${column}_idx`)} on ${sql.table(field.object)} (${sql.ref(column)}, id) where ${sql.ref(column)} is not null`.execute(
      ctx.tx,
    )
}
