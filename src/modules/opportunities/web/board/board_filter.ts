import type { Filter } from '../../../../web/api/types.ts'
import { isClause, joinParts, partsOf } from '../../../../web/object/filter/operators.ts'
import type { ListLook } from '../../../../web/object/list/use_list_look.ts'
import type { Pipeline } from '../../../pipelines/stage.rule.ts'

/** Says only that an opportunity is open, which the columns of a board say themselves. */
function saysOpen(part: Filter, pipelines: readonly Pipeline[]): boolean {
  if (!isClause(part)) return false
  if (part.field === 'closed_at') return part.op === 'empty'
  if (part.field !== 'stage' || part.op !== 'not_in' || !Array.isArray(part.value)) return false
  const closed = new Set(pipelines.flatMap(one => one.stages.filter(stage => stage.outcome !== 'open').map(stage => stage.key)))
  return part.value.every(key => closed.has(String(key)))
}

const pipelineOf = (part: Filter): string | null =>
  isClause(part) && part.field === 'pipeline' && part.op === 'is' && typeof part.value === 'string' ? part.value : null

export interface BoardLook {
  /** The list as the filter bar of a board changes it: what the columns say already stands beside. */
  list: ListLook
  filter: Filter | null
  pipeline: string
}

/** How a board looks at a list: its pipeline is chosen above, and that it is open or not is what its columns are for. */
export function boardLook(list: ListLook, pipelines: readonly Pipeline[]): BoardLook {
  const parts = partsOf(list.look.filter)
  const hidden = parts.filter(part => saysOpen(part, pipelines) || pipelineOf(part) !== null)
  const filter = joinParts(parts.filter(part => !hidden.includes(part)))
  const said = list.address.pipeline ?? hidden.map(pipelineOf).find(key => key !== null)
  return {
    list: {
      ...list,
      look: { ...list.look, filter },
      change: change =>
        list.change('filter' in change ? { ...change, filter: joinParts([...hidden, ...partsOf(change.filter ?? null)]) } : change),
    },
    filter,
    pipeline: pipelines.find(one => one.key === said)?.key ?? pipelines[0]?.key ?? '',
  }
}
