import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { invalid } from '../refuse.ts'

/** One settings document: a named value that RevOps edits; its default is what a workspace has until then. */
export interface Setting<T> {
  key: string
  label: string
  schema: z.ZodType<T>
  default: T
  /** What follows when it was changed: a recomputation, enqueued. */
  changed?: (ctx: Context) => Promise<void>
}

declare module '../db/database.ts' {
  interface Database {
    setting: { key: string; value: unknown; updated_at: Date; updated_by: string | null }
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

/** Writes one settings document; other processes hear of it when the transaction commits. */
export async function writeSetting<T>(ctx: Context, setting: Setting<T>, value: unknown): Promise<T> {
  const parsed = setting.schema.safeParse(value)
  if (!parsed.success)
    throw invalid(parsed.error.issues.map(issue => ({ field: issue.path.join('.'), code: issue.code, message: issue.message })))
  await ctx.tx
    .insertInto('setting')
    .values({ key: setting.key, value: JSON.stringify(parsed.data), updated_at: ctx.now, updated_by: ctx.actor.user?.id ?? null })
    .onConflict(conflict =>
      conflict
        .column('key')
        .doUpdateSet({ value: JSON.stringify(parsed.data), updated_at: ctx.now, updated_by: ctx.actor.user?.id ?? null }),
    )
    .execute()
  ctx.settings.set(setting.key, parsed.data)
  await sql`select pg_notify('hedgerow_settings', ${setting.key})`.execute(ctx.tx)
  await setting.changed?.(ctx)
  return parsed.data
}
