import { z } from 'zod'

const sortKey = z.object({ field: z.string(), direction: z.enum(['asc', 'desc']).default('asc') })
/** Body of `POST /{objects}/query` (contract.md, Query body). */
export const queryBody = z.strictObject({
  filter: z.unknown().optional(),
  sort: z.array(sortKey).optional(),
  fields: z.array(z.string()).optional(),
  limit: z.number().int().min(1).max(200).optional(),
  cursor: z.string().nullish(),
  count: z.enum(['none', 'estimate', 'exact']).optional(),
  refs: z.boolean().optional(),
})
