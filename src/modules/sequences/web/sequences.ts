import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { get, post, postStep } from '../../../web/api/client.ts'
import { undoBatch } from '../../../web/api/edits.ts'
import { hasObject, useMeta } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { refreshLists, refreshRecord, useFew } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { showError, toast } from '../../../web/ui/toasts.ts'
import type { Piece } from '../merge_fields.rule.ts'
import type { SequenceNumbers } from '../numbers.queries.ts'
import type { previewAnswer } from '../preview.ts'
import type { Step, StopOn } from '../steps.rule.ts'

export interface SequenceRec extends Rec {
  name: string
  key: string | null
  description: string | null
  steps: Step[]
  stop_on: StopOn
  active: boolean
}

export interface EnrollmentRec extends Rec {
  name: string
  sequence_id: string
  state: 'active' | 'held' | 'finished' | 'stopped' | 'failed'
  note: string | null
  stopped_reason: string | null
  sent: number
  next_at: string | null
  last_sent_at: string | null
  time_zone: string
  email: string | null
}

type Server = z.output<typeof previewAnswer>
/** As the server answers it: moments are text. */
export type Preview = Omit<Server, 'steps'> & { steps: (Omit<Server['steps'][number], 'at'> & { at: string })[] }
export type { Piece, SequenceNumbers, Step, StopOn }

export const selfServe = 'self_serve'

export function useSequences(enabled = true) {
  const known = hasObject(useMeta(), 'sequence')
  const { data, error, isPending, refetch } = useFew(
    'sequence',
    { sort: [{ field: 'name', direction: 'asc' }], limit: 200 },
    enabled && known,
    Number.POSITIVE_INFINITY,
  )
  return { rows: (data?.data ?? []) as SequenceRec[], error, isPending, retry: () => void refetch() }
}

export const useNumbers = () =>
  useQuery({
    // As counts are: read again whenever an enrolment changed.
    queryKey: ['count', 'enrollment', 'numbers'],
    queryFn: ({ signal }) => get<{ data: SequenceNumbers[] }>('/sequences/numbers', signal),
  })

/** How the mails read for one person; `steps` are the ones being edited. */
export const usePreview = (sequence: string | null, of: { object: string; record_id: string } | null, steps?: Step[]) =>
  useQuery({
    queryKey: ['preview', sequence, of, steps ?? null],
    enabled: sequence !== null && of !== null,
    queryFn: ({ signal }) => post<Preview>(`/sequences/${sequence}/preview`, { ...of, ...(steps ? { steps } : {}) }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })

function refresh(object: string, id: string): void {
  refreshLists('enrollment', 50)
  refreshRecord(object, id)
}

/** Takes somebody out of a sequence, with the way back. */
export async function stopEnrollment(enrollment: EnrollmentRec, of: { object: string; id: string } | null): Promise<void> {
  try {
    const { batch } = await postStep(`/enrollments/${enrollment.id}/stop`)
    toast(`Stopped for ${enrollment.name}`, batch ? { undo: () => undoBatch(batch) } : {})
    refresh(of?.object ?? 'lead', of?.id ?? '')
  } catch (error) {
    showError(sentenceOf(error))
  }
}

export async function resumeEnrollment(enrollment: EnrollmentRec, of: { object: string; id: string } | null): Promise<void> {
  try {
    await post(`/enrollments/${enrollment.id}/resume`)
    toast(`It goes on for ${enrollment.name}`, {
      undo: async () => {
        await stopEnrollment(enrollment, of)
        return true
      },
    })
    refresh(of?.object ?? 'lead', of?.id ?? '')
  } catch (error) {
    showError(sentenceOf(error))
  }
}
