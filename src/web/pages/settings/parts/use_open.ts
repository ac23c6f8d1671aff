import { useLocation, useSearch } from '@tanstack/react-router'
import { useGo } from '../../../ui/A.tsx'

/** Which entry of a settings page is open, kept in its address. */
export function useOpen(name = 'open'): [open: string | null, setOpen: (id: string | null) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const { pathname } = useLocation()
  const go = useGo()
  const open = search[name]
  return [typeof open === 'string' && open !== '' ? open : null, id => go(id ? `${pathname}?${name}=${encodeURIComponent(id)}` : pathname)]
}
