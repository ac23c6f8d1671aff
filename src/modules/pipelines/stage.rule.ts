import { z } from 'zod'
import type { FieldError } from '../../platform/refuse.ts'

export const outcomes = ['open', 'won', 'lost'] as const
export const forecasts = ['pipeline', 'best_case', 'commit', 'closed', 'omitted'] as const
export type Outcome = (typeof outcomes)[number]

/** One step of a pipeline. Its key is the value of `opportunity.stage` and never changes, so that no history is lost. */
export interface Stage {
  key: string
  label: string
  /** In percent. */
  probability: number
  forecast_category: (typeof forecasts)[number]
  outcome: Outcome
  /** Guidance for whoever works in this stage. */
  help?: string
  /** Fields without which nothing may be in this stage. */
  required?: string[]
  /** Fields that are asked for and may stay empty. */
  asked?: string[]
  /** No longer offered; what stands in it may stay. */
  retired?: boolean
}

export interface Pipeline {
  key: string
  label: string
  position: number
  stages: Stage[]
  /** No longer offered. */
  retired: boolean
}

const fieldNames = z.array(z.string()).max(50).optional()
const stageInput = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,60}$/, 'A key is lower-case letters, digits and _, and begins with a letter.')
    .optional(),
  label: z.string().trim().min(1, 'A stage needs a name.').max(100),
  probability: z.number().min(0).max(100).optional(),
  forecast_category: z.enum(forecasts).optional(),
  outcome: z.enum(outcomes).default('open'),
  help: z.string().trim().max(2_000).nullish(),
  required: fieldNames,
  asked: fieldNames,
  retired: z.boolean().optional(),
})

/** Under 50 % pipeline, 50–79 % best case, from 80 % commit; won is closed, lost is omitted. */
export const usualForecast = (outcome: Outcome, probability: number): Stage['forecast_category'] =>
  outcome === 'won'
    ? 'closed'
    : outcome === 'lost'
      ? 'omitted'
      : probability >= 80
        ? 'commit'
        : probability >= 50
          ? 'best_case'
          : 'pipeline'

/** A key made of a name, unlike all that are taken: “Demo done” → demo_done, demo_done_2. */
export function keyOf(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 50)
  const base = plain === '' ? 'step' : plain
  let key = base
  for (let n = 2; taken.has(key); n++) key = `${base}_${n}`
  return key
}

/**
 * The stages of a pipeline as they are stored, or what is wrong with them: one open, one won and one lost stage at least, keys
 * once each, probabilities that fit their outcome, rules that name fields of an opportunity (E2, E4). Fields that the stages named
 * `before` and that are gone since are dropped.
 */
export function readStages(
  value: unknown,
  fields: ReadonlySet<string>,
  before: readonly Stage[] = [],
): { stages: Stage[]; errors: FieldError[] } {
  const wrong = (message: string, code = 'stages') => ({ field: 'stages', code, message })
  const parsed = z.array(stageInput).min(1).max(50).safeParse(value)
  if (!parsed.success)
    return {
      stages: [],
      errors: parsed.error.issues.map(issue => {
        const at =
          typeof issue.path[0] === 'number' ? `Stage ${issue.path[0] + 1}${issue.path[1] ? `, ${String(issue.path[1])}` : ''}: ` : ''
        return wrong(`${at}${issue.message}`)
      }),
    }
  const errors: FieldError[] = []
  const former = new Set(before.flatMap(stage => [...(stage.required ?? []), ...(stage.asked ?? [])]))
  const known = (names: readonly string[] | undefined) => [...new Set(names)].filter(name => fields.has(name))
  const taken = new Set(parsed.data.flatMap(stage => stage.key ?? []))
  if (taken.size < parsed.data.filter(stage => stage.key !== undefined).length)
    errors.push(wrong('Every stage needs a key of its own.', 'taken'))
  const stages = parsed.data.map((given): Stage => {
    const key = given.key ?? keyOf(given.label, taken)
    taken.add(key)
    const probability = given.outcome === 'won' ? 100 : given.outcome === 'lost' ? 0 : (given.probability ?? 0)
    const open = given.outcome === 'open'
    const category = open ? (given.forecast_category ?? usualForecast('open', probability)) : usualForecast(given.outcome, probability)
    if (open && category === 'closed') errors.push(wrong(`“${given.label}” is open, so it cannot be forecast as closed.`))
    if (!open && given.probability !== undefined && given.probability !== probability)
      errors.push(wrong(`“${given.label}” is ${given.outcome}, so its probability is ${probability} %.`))
    for (const name of [...(given.required ?? []), ...(given.asked ?? [])])
      if (!fields.has(name) && !former.has(name))
        errors.push(wrong(`“${given.label}” names the field “${name}”, which opportunities do not have.`, 'field'))
    const [required, asked] = [known(given.required), known(given.asked)]
    return {
      key,
      label: given.label,
      probability,
      forecast_category: category,
      outcome: given.outcome,
      ...(given.help ? { help: given.help } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(asked.length > 0 ? { asked } : {}),
      ...(given.retired ? { retired: true } : {}),
    }
  })
  for (const outcome of outcomes)
    if (!stages.some(stage => stage.outcome === outcome && !stage.retired))
      errors.push(wrong(`A pipeline needs at least one ${outcome} stage.`, 'outcome'))
  return { stages, errors }
}

export const stageOf = (pipeline: Pipeline | undefined, key: unknown): Stage | undefined =>
  pipeline?.stages.find(stage => stage.key === key)
