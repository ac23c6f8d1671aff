import { z } from 'zod'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'
import type { ScoreTable } from './score_table.rule.ts'

const scoreField = z.enum(['employees', 'annual_revenue', 'role', 'sub_role', 'country', 'company_type', 'founded_year', 'free_mail'])
const points = z.number().int().min(-100).max(100)
const label = z.string().min(1).max(200)

const scoreTable: z.ZodType<ScoreTable> = z.object({
  key: z.string(),
  label,
  high: z.number().optional(),
  criteria: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('number'),
          field: scoreField,
          label,
          bands: z.array(z.object({ label, from: z.number().optional(), to: z.number().optional(), points })).max(50),
        }),
        z.object({
          kind: z.literal('choice'),
          field: scoreField,
          label,
          choices: z.array(z.object({ label, values: z.array(z.string().max(100)).max(300), points })).max(50),
          otherwise: z.object({ label, points }),
        }),
      ]),
    )
    .max(50),
})

/** Both score tables as RevOps edits them (C2). */
export const scoresSetting: Setting<{ lead: ScoreTable; icp: ScoreTable }> = {
  key: 'scores',
  label: 'Scores',
  schema: z.object({ lead: scoreTable, icp: scoreTable }),
  default: productLed.settings.scores,
  changed: ctx => enqueue(ctx, 'rescore_leads', {}, { key: 'rescore_leads' }),
}
