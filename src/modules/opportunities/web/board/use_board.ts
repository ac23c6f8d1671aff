import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { post } from '../../../../web/api/client.ts'
import type { Filter, SortKey } from '../../../../web/api/types.ts'
import type { Board } from '../../board_shape.ts'
import { type BoardData, boardKey, toBoardData } from './board_data.ts'

interface BoardAsk {
  pipeline: string
  filter: Filter | null
  sort: SortKey[]
}

/** Cards of a stage that are read at first: a screen and a half. */
const perStage = 25

/** A pipeline's board over a filter. */
export function useBoard({ pipeline, filter, sort }: BoardAsk, enabled: boolean) {
  return useQuery({
    queryKey: [...boardKey, { pipeline, filter, sort }],
    enabled: enabled && pipeline !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<BoardData> =>
      toBoardData(
        await post<Board>(
          '/opportunities/board',
          { pipeline, per_stage: perStage, ...(filter ? { filter } : {}), ...(sort[0] ? { sort: [sort[0]] } : {}) },
          { signal },
        ),
      ),
  })
}
