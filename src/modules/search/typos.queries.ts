import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { distance, isWord, slips, tolerance } from './tokens.rule.ts'

const most = 8

/** Words of the vocabulary that this one may be a slip of, the closest and commonest first; none for short words and numbers. */
export async function typosOf(ctx: ReadContext, word: string): Promise<string[]> {
  if (!isWord(word) || tolerance(word) === 0) return []
  const { rows } = await sql<{ token: string; df: number }>`/*dynamic*/ select token, df from (
      (select token, df from search_vocabulary where token % ${word} order by similarity(token, ${word}) desc limit 50)
      union select token, df from search_vocabulary where token = any(${slips(word)}::text[])
    ) near`.execute(ctx.tx)
  return rows
    .filter(row => row.token !== word)
    .map(row => ({ ...row, steps: distance(row.token, word) }))
    .filter(row => row.steps <= tolerance(word))
    .sort((a, b) => a.steps - b.steps || b.df - a.df)
    .slice(0, most)
    .map(row => row.token)
}
