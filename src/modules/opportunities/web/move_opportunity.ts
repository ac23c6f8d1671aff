import { postStep } from '../../../web/api/client.ts'
import { undoBatch } from '../../../web/api/edits.ts'
import { Problem, sentenceOf } from '../../../web/api/problem.ts'
import { queryClient } from '../../../web/api/query_client.ts'
import { patchCached, refreshLists, refreshRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { showError, toast } from '../../../web/ui/toasts.ts'
import type { Stage } from '../../pipelines/stage.rule.ts'
import { boardKey, changeBoards, movedBoard } from './board/board_data.ts'

interface Move {
  record: Rec
  stage: Stage
  /** What was asked on the way. */
  fields?: Record<string, unknown>
  pipeline?: string
}

/**
 * Moves an opportunity to a stage: shown at once, taken back when refused, with an undo of the whole step (E2, E4). What the stage
 * still lacks is thrown as a problem with its fields, for the small form to show; other refusals are told.
 */
export async function moveOpportunity({ record, stage, fields = {}, pipeline }: Move): Promise<boolean> {
  const now = new Date(Date.now()).toISOString()
  const next = { ...fields, stage: stage.key, stage_entered_at: now, closed_at: stage.outcome === 'open' ? null : now }
  const before = Object.fromEntries(Object.keys(next).map(name => [name, record[name] ?? null]))
  const show = (values: Record<string, unknown>, card: Rec, to: unknown) => {
    changeBoards(board => movedBoard(board, card, String(to)))
    patchCached('opportunity', record.id, old => ({ ...old, ...values }))
  }
  // A board that is just being read tells of before this step.
  void queryClient.cancelQueries({ queryKey: boardKey })
  show(next, record, stage.key)
  try {
    const path = stage.outcome === 'open' ? 'move' : 'close'
    const { data, batch } = await postStep<Rec>(`/opportunities/${record.id}/${path}`, {
      stage: stage.key,
      ...(pipeline ? { pipeline } : {}),
      ...fields,
    })
    patchCached('opportunity', record.id, old => ({ ...old, ...data }))
    toast(`${String(record.name)}: ${stage.label}`, batch ? { undo: () => undoBatch(batch) } : {})
    refreshRecord('opportunity', record.id)
    refreshLists('opportunity', 1_500)
    return true
  } catch (error) {
    show(before, { ...record, ...next }, record.stage)
    if (error instanceof Problem && Object.keys(error.fields).length > 0) throw error
    showError(`Not moved: ${sentenceOf(error)}`)
    return false
  }
}
