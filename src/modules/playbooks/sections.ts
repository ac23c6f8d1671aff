import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Choice } from '../../platform/object/field.ts'
import { type FieldError, forbidden, invalid, Refusal } from '../../platform/refuse.ts'
import { type Setting, writeSetting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { addField, newField } from '../fields/add_field.ts'
import { changeField, fieldChange } from '../fields/change_field.ts'
import { setChoices } from '../fields/set_choices.ts'
import { standing } from '../pipelines/pipeline.derive.ts'
import type { Stage } from '../pipelines/stage.rule.ts'
import { processSettings } from '../settings/all_settings.ts'
import { demandWithin, rightsInput } from '../users/save_role.ts'
import { adminRole } from '../users/user_checks.ts'
import { type Names, withIds, withNames } from './names.rule.ts'
import { recordSection } from './record_section.ts'
import type { Section } from './section.ts'

const roles = recordSection({
  key: 'roles',
  label: 'Roles',
  object: 'role',
  fields: ['key', 'label', 'rights'],
  unique: true,
  accept: (ctx, item, before) => {
    const rights = rightsInput.safeParse(item.rights)
    if (!rights.success)
      throw invalid(rights.error.issues.map(one => ({ field: ['rights', ...one.path].join('.'), code: one.code, message: one.message })))
    if (before && isDeepStrictEqual(JSON.parse(JSON.stringify(before.rights)), rights.data)) return item
    if (item.key === adminRole && before) throw forbidden('The admin role may always do everything.')
    demandWithin(ctx.actor, rights.data)
    return { ...item, rights: rights.data }
  },
  gone: async (ctx, row) => {
    const { rows } = await sql<{ held: boolean }>`select exists (select 1 from "user" where role = ${row.key} and deleted_at is null)
      or exists (select 1 from invitation where role = ${row.key} and accepted_at is null) as held`.execute(ctx.tx)
    return row.key === adminRole || rows[0]?.held ? 'people have this role.' : 'bin'
  },
})

const territories = recordSection({
  key: 'territories',
  label: 'Territories and rotation',
  object: 'territory',
  fields: ['name', 'countries', 'members'],
  gone: () => 'bin',
})

const products = recordSection({
  key: 'products',
  label: 'Products',
  object: 'product',
  fields: ['name', 'add_on', 'billing', 'price'],
  usual: { active: true },
  isRetired: row => row.active === false,
  gone: () => ({ active: false }),
})

const pipelines = recordSection({
  key: 'pipelines',
  label: 'Pipelines and stages',
  object: 'pipeline',
  fields: ['key', 'label', 'stages'],
  unique: true,
  present: (_ctx, item) => ({ ...item, stages: Array.isArray(item.stages) ? item.stages.filter(stage => !stage.retired) : [] }),
  // A stage that opportunities stand in is retired instead of removed (E2).
  accept: async (ctx, item, before, passage) => {
    const given = Array.isArray(item.stages) ? item.stages : []
    const removed = ((before?.stages ?? []) as Stage[]).filter(stage => !given.some(one => one?.key === stage.key))
    if (!before || removed.length === 0) return item
    const numbers = await standing(ctx, before.key)
    const kept = removed.filter(stage => (numbers.get(stage.key)?.all ?? 0) > 0).map(stage => ({ ...stage, retired: true }))
    for (const stage of kept)
      passage.notes.push(`“${stage.label}” of ${String(before.label)} is retired, not removed: opportunities stand in it.`)
    return { ...item, stages: [...given, ...kept] }
  },
  gone: () => 'bin',
})

const ownDomain = (ctx: Context) => `@${ctx.settings.get(workspaceSetting).inbound_domain}`
const addresses = recordSection({
  key: 'addresses',
  label: 'Addresses',
  object: 'address',
  fields: ['address', 'purpose', 'team_id'],
  unique: true,
  usual: { purpose: null },
  present: (ctx, item) => {
    const { address } = item
    const domain = ownDomain(ctx)
    return typeof address === 'string' && address.endsWith(domain) ? { ...item, address: address.slice(0, -domain.length) } : item
  },
  accept: (ctx, item) =>
    typeof item.address === 'string' && !item.address.includes('@') ? { ...item, address: `${item.address}${ownDomain(ctx)}` } : item,
  gone: () => 'mail may still come in there.',
})

const forms = recordSection({
  key: 'forms',
  label: 'Forms',
  object: 'form',
  fields: ['slug', 'name', 'title', 'intro', 'fields', 'button', 'thank_you', 'redirect_url', 'redirect_hosts', 'source', 'active'],
  unique: true,
  gone: () => 'a page may still show it.',
})

const sequences = recordSection({
  key: 'sequences',
  label: 'Sequences',
  object: 'sequence',
  fields: ['name', 'key', 'description', 'steps', 'stop_on', 'active'],
  identity: item => String(item.key ?? item.name),
  gone: () => 'people may be on their way through it.',
})

const views = recordSection({
  key: 'views',
  label: 'Shared views',
  object: 'view',
  grouped: 'object',
  fields: ['name', 'filter', 'sort', 'columns', 'group_by', 'layout'],
  usual: { layout: 'table', shared: true },
  of: row => row.shared === true,
  gone: (_ctx, row) => (row.owner_id === null ? 'bin' : 'somebody shared it.'),
})

/** Custom fields are added and reworded; none is ever taken away by a file, since its values would go from every page. */
const fields: Section = {
  key: 'fields',
  label: 'Custom fields',
  read: async ctx => {
    const rows = await ctx.tx
      .selectFrom('custom_field')
      .selectAll()
      .where('retired_at', 'is', null)
      .orderBy('position')
      .orderBy('name')
      .execute()
    return Object.fromEntries(
      [...Map.groupBy(rows, row => row.object)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([object, own]) => [
          object,
          own.map(({ name, kind, label, help, required, options, to_object }) => ({
            name,
            kind,
            label,
            ...(help ? { help } : {}),
            ...(required ? { required } : {}),
            ...(options ? { options } : {}),
            ...(to_object ? { to: to_object } : {}),
          })),
        ]),
    )
  },
  write: async (ctx, given, { notes, rehearsal }) => {
    const errors: FieldError[] = []
    const known = await ctx.tx.selectFrom('custom_field').selectAll().where('retired_at', 'is', null).execute()
    for (const [object, list] of Object.entries(given as Record<string, Record<string, unknown>[]>))
      for (const [index, item] of list.entries()) {
        const place = `fields.${object}.${index}`
        const parsed = newField.safeParse({ ...item, object })
        if (!parsed.success) {
          for (const one of parsed.error.issues)
            errors.push({ field: [place, ...one.path].join('.'), code: one.code, message: one.message })
          continue
        }
        const wanted = parsed.data
        const former = known.find(one => one.object === object && one.name === wanted.name)
        try {
          if (!former) await addField(ctx, wanted, { rehearsal })
          else if (former.kind !== wanted.kind)
            errors.push({
              field: `${place}.kind`,
              code: 'kind',
              message: `“${former.label}” is a ${former.kind} here; the kind of a field never changes.`,
            })
          else {
            const { label, help, required, options } = wanted
            await changeField(
              ctx,
              { object, name: wanted.name },
              fieldChange.parse({ label, help: help ?? null, required, ...(options ? { options } : {}) }),
            )
          }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          errors.push({ field: place, code: error.code, message: error.message })
        }
      }
    if (errors.length > 0) throw invalid(errors)
    for (const one of known)
      if (!(given as Record<string, { name?: unknown }[]>)[one.object]?.some(item => String(item.name).replace(/^cf_/, '') === one.name))
        notes.push(`The field “${one.label}” stays: fields keep what was entered in them.`)
  },
}

/** Lists that programs know by heart: they are renamed, and neither gain nor lose an entry. */
const fixed = new Set(['lead.status', 'lead.recommended_flow', 'opportunity.forecast_category'])
/** Lists that follow other sections. */
const followed = new Set(['opportunity.stage', 'opportunity.pipeline', 'opportunity.record_type'])
type ChoiceLists = Record<string, Record<string, Choice[]>>

const choices: Section = {
  key: 'choices',
  label: 'Sources and choices',
  read: async (ctx, _names, given) => {
    const edited = await ctx.tx.selectFrom('field_choices').select(['object', 'field']).execute()
    const named = Object.entries((given ?? {}) as ChoiceLists).flatMap(([object, own]) =>
      Object.keys(own).map(field => ({ object, field })),
    )
    const lists: ChoiceLists = {}
    for (const { object, field } of [...edited, ...named]) {
      const options = ctx.registry.has(object) ? ctx.registry.get(object).fields[field]?.options : undefined
      if (!options || followed.has(`${object}.${field}`)) continue
      lists[object] = { ...lists[object], [field]: options.filter(one => !one.retired).map(({ value, label }) => ({ value, label })) }
    }
    return lists
  },
  write: async (ctx, given) => {
    const errors: FieldError[] = []
    for (const [object, own] of Object.entries(given as ChoiceLists)) {
      for (const [field, offered] of Object.entries(own)) {
        const place = `choices.${object}.${field}`
        const known = ctx.registry.has(object) ? ctx.registry.get(object).fields[field] : undefined
        const values = new Set(offered.map(one => one.value))
        if (!known?.options || known.custom || followed.has(`${object}.${field}`))
          errors.push({ field: place, code: 'unknown', message: 'There is no such list of choices.' })
        else if (values.size < offered.length)
          errors.push({ field: place, code: 'taken', message: 'Every choice needs a value of its own.' })
        else if (
          fixed.has(`${object}.${field}`) &&
          (values.size !== known.options.length || known.options.some(one => !values.has(one.value)))
        )
          errors.push({ field: place, code: 'fixed', message: 'Programs rely on each of these: they can be renamed only.' })
      }
      if (errors.length === 0) await setChoices(ctx, object, own)
    }
    if (errors.length > 0) throw invalid(errors)
  },
}

const settingSection = (setting: Setting<unknown>): Section => ({
  key: `settings.${setting.key}`,
  label: setting.label,
  read: async (ctx: Context, names: Names) => withNames(ctx.settings.get(setting), names),
  write: async (ctx, given, { names, notes }) => {
    const unknown = new Set<string>()
    const value = withIds(given, names, unknown)
    for (const name of unknown) notes.push(`${name.replace(/^(\w+) <(.*)>$/, 'The $1 “$2”')} is not known here and is left out.`)
    try {
      await writeSetting(ctx, setting, value)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw invalid(
        error.errors.map(one => ({ ...one, field: [`settings.${setting.key}`, one.field].filter(Boolean).join('.') })),
        error.message,
      )
    }
  },
})

/** Every section, in the order in which they are written: what others name comes first. They are retired in the reverse order. */
export const sections: readonly Section[] = [
  fields,
  choices,
  roles,
  territories,
  products,
  pipelines,
  ...processSettings.map(settingSection),
  addresses,
  forms,
  sequences,
  views,
]
