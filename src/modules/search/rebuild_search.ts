import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertTokens, rankOf, searchColumns, searchKinds, type TokenRow } from './index_records.ts'
import { isWord, searchedFields, tokensOf } from './tokens.rule.ts'

const page = 2_000

/**
 * Writes the whole search index anew from the records (`hedgerow doctor`): beside the old one, which answers until the new one takes its
 * place. The consumer waits meanwhile. Answers how many records it read.
 */
export async function rebuildSearch(ctx: Context): Promise<number> {
  await sql`select 1 from consumer where name = 'search' for update`.execute(ctx.tx)
  await sql`set local statement_timeout = 0`.execute(ctx.tx)
  let read = 0
  const words = new Map<string, number>()
  await anew(ctx, 'search_token', async table => {
    for (const [object, kind] of Object.entries(searchKinds)) {
      if (!ctx.registry.has(object)) continue
      const type = ctx.registry.get(object)
      const names = searchedFields(type.fields, type.title)
      const columns = sql.join(['id', ...searchColumns(type)].map(name => sql.ref(`t.${name}`)))
      for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
        const { rows } = await sql<Row>`select ${columns} from ${sql.table(object)} t where t.id > ${after}::uuid and t.deleted_at is null
          order by t.id limit ${sql.lit(page)}`.execute(ctx.tx)
        const last = rows.at(-1)
        if (!last) break
        const made: TokenRow[] = rows.map(row => ({ id: row.id, rank: rankOf(row), tokens: [...tokensOf(type.fields, names, row)] }))
        for (const { tokens } of made) for (const token of tokens) if (isWord(token)) words.set(token, (words.get(token) ?? 0) + 1)
        await insertTokens(ctx, table, kind, made)
        read += rows.length
        after = last.id
      }
    }
  })
  await anew(ctx, 'search_vocabulary', async table => {
    const sorted = [...words.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
    for (let from = 0; from < sorted.length; from += 20_000) {
      const some = sorted.slice(from, from + 20_000)
      await sql`insert into ${sql.table(table)} (token, df) select * from unnest(${some.map(([word]) => word)}::text[], ${some.map(([, df]) => df)}::bigint[])`.execute(
        ctx.tx,
      )
    }
  })
  return read
}

/** Fills a table of the same shape without its indexes, makes these, and lets it take the old one's place and names. */
async function anew(ctx: Context, table: string, fill: (table: string) => Promise<void>): Promise<void> {
  const other = `${table}_anew`
  const { rows: indexes } = await sql<{ name: string; made: string; key: boolean }>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made, i.indisprimary as key
    from pg_index i where i.indrelid = ${table}::regclass order by i.indexrelid`.execute(ctx.tx)
  await sql`create table ${sql.table(other)} (like ${sql.table(table)} including defaults)`.execute(ctx.tx)
  await fill(other)
  for (const { name, made, key } of indexes)
    await sql
      .raw(
        key
          ? `alter table ${other} add constraint ${name}_anew primary key ${/\(.*\)$/.exec(made)?.[0] ?? ''}`
          : made.replace(` INDEX ${name} ON public.${table} `, ` INDEX ${name}_anew ON public.${other} `),
      )
      .execute(ctx.tx)
  await sql`drop table ${sql.table(table)}`.execute(ctx.tx)
  await sql`alter table ${sql.table(other)} rename to ${sql.raw(table)}`.execute(ctx.tx)
  for (const { name } of indexes) await sql.raw(`alter index ${name}_anew rename to ${name}`).execute(ctx.tx)
  await sql`analyze ${sql.table(table)}`.execute(ctx.tx)
}
