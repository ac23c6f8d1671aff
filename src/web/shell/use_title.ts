import { useEffect } from 'react'

/** The browser's tab says which page it is. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Hedgerow` : 'Hedgerow'
  }, [title])
}
