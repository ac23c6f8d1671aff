import { useEffect, useRef } from 'react'
import type { MenuItem } from '../../ui/Menu.tsx'

interface Offer {
  about: string | undefined
  items: () => (MenuItem | false | null | undefined)[]
}
const offers = new Set<Offer>()

/** Offers what the open page can do to ⌘K as well, with the reasons why something cannot be done now. */
export function usePageCommands(items: (MenuItem | false | null | undefined)[], about?: string): void {
  const latest = useRef(items)
  latest.current = items
  useEffect(() => {
    const offer = { about, items: () => latest.current }
    offers.add(offer)
    return () => void offers.delete(offer)
  }, [about])
}

/** What the open page offers now, and the record that it is about. */
export function pageCommands(): { about: string | undefined; items: MenuItem[] } {
  // The record's own before those of its panels.
  const all = [...offers].sort((a, b) => Number(b.about !== undefined) - Number(a.about !== undefined))
  return {
    about: all.find(offer => offer.about)?.about,
    items: all.flatMap(offer => offer.items()).filter(item => item !== false && item !== null && item !== undefined),
  }
}
