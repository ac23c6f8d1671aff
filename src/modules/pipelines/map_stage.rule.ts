import type { Pipeline, Stage } from './stage.rule.ts'

/**
 * Where an opportunity stands after it changed pipelines (E2): in the stage of the same key; else in one of the same outcome, of
 * the open ones the most probable that is not more probable than before, or the first.
 */
export function mapStage(from: Stage | null, to: Pick<Pipeline, 'stages'>): Stage | null {
  const offered = to.stages.filter(stage => !stage.retired)
  const same = offered.find(stage => stage.key === from?.key && stage.outcome === from.outcome)
  if (same) return same
  const alike = offered.filter(stage => stage.outcome === (from?.outcome ?? 'open'))
  if (from?.outcome !== 'open') return alike[0] ?? null
  const below = alike.filter(stage => stage.probability <= from.probability)
  return (
    below.reduce<Stage | null>((best, stage) => (best === null || stage.probability > best.probability ? stage : best), null) ??
    alike[0] ??
    null
  )
}
