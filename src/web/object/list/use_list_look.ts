import { useRouterState } from '@tanstack/react-router'
import { useGo } from '../../ui/A.tsx'
import { type Address, isDirty, type Look, readLook, writeLook } from './list_address.ts'
import type { ListView } from './views.ts'

export interface ListLook {
  look: Look
  view: ListView
  dirty: boolean
  address: Address
  change: (look: Partial<Look>) => void
  showView: (id: string) => void
  discard: () => void
}

const hrefOf = (path: string, address: Address): string => {
  const query = new URLSearchParams(address).toString()
  return query ? `${path}?${query}` : path
}

/** How the list is looked at, read from the address and written back to it. */
export function useListLook(views: ListView[]): ListLook {
  const { pathname, search } = useRouterState({ select: state => state.location })
  const address = search as Address
  const go = useGo()
  const all = address.view === 'all' ? views.find(one => one.look.filter === null) : undefined
  const view = views.find(one => one.id === address.view) ?? all ?? views[0]
  if (!view) throw new Error('A list has at least the view of all.')
  const look = readLook(address, view.look)
  return {
    look,
    view,
    dirty: isDirty(address),
    address,
    change: change => go(hrefOf(pathname, writeLook({ ...look, ...change }, view.look, { ...address, at: '' })), { replace: true }),
    showView: id => go(hrefOf(pathname, { view: id })),
    discard: () => go(hrefOf(pathname, { view: view.id }), { replace: true }),
  }
}
