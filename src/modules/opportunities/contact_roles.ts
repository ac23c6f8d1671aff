import { sql } from 'kysely'
import { allRights } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Change, Consequence, Derivation } from '../../platform/object/derivation.ts'
import { permitted } from '../../platform/object/permission.ts'
import { deleteRecords, insertRecords, updateRecords } from '../../platform/object/write.ts'
import { forbidden, refuse } from '../../platform/refuse.ts'
import type { ContactRole } from './contact_role.object.ts'
import { primaryRole } from './primary_role.rule.ts'

/** Whoever may change the opportunity may change who takes part in it; what follows from a permitted change is the program's. */
const asProgram = (ctx: Context): Context => ({ ...ctx, actor: { ...ctx.actor, rights: allRights } })

const rolesOf = (ctx: Context, opportunities: readonly unknown[]): Promise<ContactRole[]> =>
  ctx.tx
    .selectFrom('contact_role')
    .selectAll()
    .where('opportunity_id', 'in', opportunities as string[])
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()

/** A contact takes part once, the first of them as the primary one, and only whoever may change the opportunity says so (E3). */
export const onceAndPermitted: Derivation = {
  object: 'contact_role',
  from: 'any',
  derive: async (rows, ctx, before) => {
    const opportunities = [...new Set(rows.map(row => row.opportunity_id))]
    const { rows: allowed } = await sql<{ id: string }>`select t.id from opportunity t where t.id = any(${opportunities}::uuid[])
      and ${permitted(ctx.registry, ctx.actor, ctx.registry.get('opportunity'), 'update')}`.execute(ctx.tx)
    if (allowed.length < opportunities.length)
      throw forbidden('This opportunity belongs to somebody else; your role may change only its own.')
    const written = new Set(rows.map(row => row.id))
    const others = (await rolesOf(ctx, opportunities)).filter(role => !written.has(role.id))
    const taken = new Map(others.map(role => [`${role.opportunity_id} ${role.contact_id}`, role.id]))
    for (const row of rows) {
      if (row.deleted_at !== null) continue
      const key = `${row.opportunity_id} ${row.contact_id}`
      const holder = taken.get(key)
      if (holder !== undefined && holder !== row.id)
        throw refuse('contact_role.taken', 'This contact takes part in the opportunity already.', {
          status: 409,
          errors: [{ field: 'contact_id', code: 'taken', message: 'Takes part already.' }],
          extra: { existing_id: holder },
        })
      taken.set(key, row.id)
    }
    const led = new Set(others.map(role => role.opportunity_id))
    return rows.map((row, index) => {
      const isFirst = before[index] === null && !led.has(String(row.opportunity_id))
      led.add(String(row.opportunity_id))
      return isFirst ? { is_primary: true } : {}
    })
  },
}

/** Without its primary contact an opportunity falls back on the first of the others that take part. */
export const primaryFallsBack: Derivation = {
  object: 'opportunity',
  from: ['primary_contact_id'],
  derive: async (rows, ctx, before) => {
    const emptied = rows.flatMap((row, index) => (row.primary_contact_id === null && before[index]?.primary_contact_id ? [row.id] : []))
    if (emptied.length === 0) return rows.map(() => ({}))
    const roles = Map.groupBy(await rolesOf(ctx, emptied), role => role.opportunity_id)
    return rows.map((row, index) => {
      if (row.primary_contact_id !== null) return {}
      const other = roles.get(row.id)?.find(role => role.contact_id !== before[index]?.primary_contact_id)
      return { primary_contact_id: other?.contact_id ?? null }
    })
  },
}

/** The primary contact has the primary role: made where there is none, and gone with it where nobody else takes part (E3). */
export const rolesFollowPrimary: Consequence = {
  object: 'opportunity',
  from: ['primary_contact_id'],
  follow: async (changes, ctx) => {
    const changed = changes.filter(({ before, after }) => (before?.primary_contact_id ?? null) !== after.primary_contact_id)
    if (changed.length === 0) return
    const mine = asProgram(ctx)
    const roles = Map.groupBy(
      await rolesOf(
        ctx,
        changed.map(({ after }) => after.id),
      ),
      role => role.opportunity_id,
    )
    const missing: Record<string, unknown>[] = []
    const promoted: string[] = []
    const left: string[] = []
    for (const { after } of changed) {
      const all = roles.get(after.id) ?? []
      const role = all.find(one => one.contact_id === after.primary_contact_id)
      if (after.primary_contact_id === null) left.push(...all.map(one => one.id))
      else if (!role) missing.push({ opportunity_id: after.id, contact_id: after.primary_contact_id, is_primary: true })
      else if (!role.is_primary) promoted.push(role.id)
    }
    await insertRecords(mine, 'contact_role', missing)
    await updateRecords(
      mine,
      'contact_role',
      promoted.map(id => ({ id, changes: { is_primary: true } })),
    )
    await deleteRecords(mine, 'contact_role', left)
  },
}

/** Of the roles of an opportunity one is primary, and the opportunity names its contact (E3). */
export const primaryFollowsRoles: Consequence = {
  object: 'contact_role',
  from: ['opportunity_id', 'contact_id', 'is_primary', 'deleted_at'],
  follow: async (changes, ctx) => {
    const mine = asProgram(ctx)
    const ids = [...new Set(changes.flatMap(({ before, after }) => [before?.opportunity_id ?? after.opportunity_id, after.opportunity_id]))]
    const promoted = new Set(changes.filter(isPromoted).map(({ after }) => after.id))
    const opportunities = await ctx.tx
      .selectFrom('opportunity')
      .select(['id', 'primary_contact_id'])
      .where('id', 'in', ids as string[])
      .orderBy('id')
      .forUpdate()
      .execute()
    const roles = Map.groupBy(await rolesOf(ctx, ids), role => role.opportunity_id)
    const marks: { id: string; changes: { is_primary: boolean } }[] = []
    const named: { id: string; changes: { primary_contact_id: string | null } }[] = []
    for (const { id, primary_contact_id } of opportunities) {
      const all = roles.get(id) ?? []
      const primary = primaryRole(all, primary_contact_id, promoted)
      for (const role of all)
        if (role.is_primary !== (role === primary)) marks.push({ id: role.id, changes: { is_primary: role === primary } })
      if (primary_contact_id !== (primary?.contact_id ?? null))
        named.push({ id, changes: { primary_contact_id: primary?.contact_id ?? null } })
    }
    await updateRecords(mine, 'contact_role', marks)
    await updateRecords(mine, 'opportunity', named)
  },
}

const isPromoted = ({ before, after }: Change): boolean =>
  after.is_primary === true && after.deleted_at === null && before?.is_primary !== true
