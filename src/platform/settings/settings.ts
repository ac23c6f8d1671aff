import { isDeepStrictEqual } from 'node:util'
import { type Generated, type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { appendLog, type LogEntry, recordHistory } from '../log/change_log.ts'
import { invalid, Refusal } from '../refuse.ts'

/** One settings document: a named value that RevOps edits; its default is what a workspace has until then. */
export interface Setting<T> {
  key: string
  label: string
  schema: z.ZodType<T>
  default: T
  /** What its schema cannot say, because it depends on what is stored: refuses before anything is written. */
  check?: (ctx: Context, value: T) => Promise<void>
  /** What follows when it was changed: a recomputation, enqueued. */
  changed?: (ctx: Context) => Promise<void>
}

declare module '../db/database.ts' {
  interface Database {
    setting: { key: string; value: unknown; updated_at: Date; updated_by: string | null; id: Generated<string>; version: Generated<number> }
  }
}

/** The workspace's settings as this process knows them; reloaded when any process changes one. */
export class Settings {
  #values = new Map<string, unknown>()

  get<T>(setting: Setting<T>): T {
    const value = this.#values.get(setting.key)
    return value === undefined ? setting.default : (value as T)
  }

  /** Reads all documents, checking each; a document that its schema no longer knows falls back to the default. */
  async reload(db: Kysely<Database>, all: readonly Setting<unknown>[]): Promise<void> {
    const rows = await db.selectFrom('setting').selectAll().execute()
    const values = new Map<string, unknown>()
    for (const row of rows) {
      const parsed = all.find(setting => setting.key === row.key)?.schema.safeParse(row.value)
      if (parsed?.success) values.set(row.key, parsed.data)
    }
    this.#values = values
  }

  /** Takes a value over in this process; the command that wrote it calls this with what it stored. */
  set(key: string, value: unknown): void {
    this.#values.set(key, value)
  }
}

/**
 * Writes one settings document, with its former state in the change log; other processes hear of it when the transaction
 * commits. `ifVersion` refuses with 409 and the document as it is now when somebody else was first. Answers what is stored.
 */
export async function writeSetting<T>(ctx: Context, setting: Setting<T>, value: unknown, ifVersion?: number): Promise<T> {
  const parsed = setting.schema.safeParse(value)
  if (!parsed.success)
    throw invalid(parsed.error.issues.map(issue => ({ field: issue.path.join('.'), code: issue.code, message: issue.message })))
  const unknown = droppedMembers(value, parsed.data)
  if (unknown.length > 0) throw invalid(unknown.map(field => ({ field, code: 'unknown', message: 'There is no such setting.' })))
  await setting.check?.(ctx, parsed.data)
  await sql`insert into setting (key, value, updated_at, version) values (${setting.key}, ${JSON.stringify(setting.default)}::jsonb, ${ctx.now}, 0)
    on conflict do nothing`.execute(ctx.tx)
  const stored = await ctx.tx.selectFrom('setting').selectAll().where('key', '=', setting.key).forUpdate().executeTakeFirstOrThrow()
  if (ifVersion !== undefined && ifVersion !== stored.version)
    throw new Refusal('setting.version', 'Somebody else changed these settings in the meantime.', {
      status: 409,
      extra: { version: stored.version, current: stored.value },
    })
  const changes = changedMembers(stored.value, parsed.data)
  if (stored.version > 0 && Object.keys(changes).length === 0) return parsed.data
  await ctx.tx
    .updateTable('setting')
    .set({
      value: JSON.stringify(parsed.data),
      updated_at: ctx.now,
      updated_by: ctx.actor.user?.id ?? null,
      version: stored.version + 1,
    })
    .where('key', '=', setting.key)
    .execute()
  await appendLog(ctx, [{ object: 'setting', record_id: stored.id, kind: 'setting.updated', changes, detail: { key: setting.key } }])
  ctx.settings.set(setting.key, parsed.data)
  await sql`select pg_notify('hedgerow_settings', ${setting.key})`.execute(ctx.tx)
  await setting.changed?.(ctx)
  return parsed.data
}

/** Where something was sent that the document does not have: refused, so that a misspelt member is not taken for saved. */
function droppedMembers(sent: unknown, kept: unknown, path = ''): string[] {
  if (typeof sent !== 'object' || sent === null || typeof kept !== 'object' || kept === null) return []
  const known = new Map<string, unknown>(Object.entries(kept))
  return Object.entries(sent).flatMap(([name, value]) =>
    value === undefined ? [] : known.has(name) ? droppedMembers(value, known.get(name), `${path}${name}.`) : [`${path}${name}`],
  )
}

/** The members of a document that differ, each as [before, after]; a document that is a list differs as a whole. */
function changedMembers(before: unknown, after: unknown): LogEntry['changes'] {
  const members = (value: unknown): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { value }
  const [old, now] = [members(before), members(after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return Object.fromEntries(
    names.filter(name => !isDeepStrictEqual(old[name], now[name])).map(name => [name, [old[name] ?? null, now[name] ?? null]]),
  )
}

/** Who changed a settings document, and what, newest first. */
export async function settingHistory(ctx: Pick<Context, 'tx'>, key: string, limit: number): Promise<LogEntry[]> {
  const stored = await ctx.tx.selectFrom('setting').select('id').where('key', '=', key).executeTakeFirst()
  return stored ? recordHistory(ctx.tx, 'setting', stored.id, limit, null) : []
}
