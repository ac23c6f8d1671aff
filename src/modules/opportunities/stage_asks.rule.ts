import type { Stage } from '../pipelines/stage.rule.ts'
import { stageRequires } from './stage_requires.rule.ts'

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** What somebody is asked before an opportunity moves to a stage: what is missing, and what may stay empty (E4). */
export function stageAsks(
  stage: Stage,
  record: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, { label: string } | undefined>>,
): { missing: string[]; optional: string[] } {
  const missing = stageRequires(record, [stage], fields, null).map(error => error.field)
  const optional = (stage.asked ?? []).filter(name => name in fields && isEmpty(record[name]) && !missing.includes(name))
  return { missing, optional }
}
