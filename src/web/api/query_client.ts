import { QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

/** The page's cache. The live stream keeps it fresh, so it refetches little by itself. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status < 500),
    },
  },
})
