import { hasObject, mayCreate, mayUpdate, objectOf } from '../../api/meta.ts'
import type { Meta } from '../../api/types.ts'
import type { IconName } from '../../ui/Icon.tsx'
import type { MenuItem } from '../../ui/Menu.tsx'
import { everyPlace } from '../places.ts'
import type { SearchHit } from './search.ts'

export interface PaletteCommand {
  id: string
  icon: IconName | undefined
  label: string
  hint?: string
  keys?: string
  run: 'go' | 'create' | 'assign' | 'task' | 'theme' | 'act'
  href?: string
  object?: string
  hit?: SearchHit
  /** What the open page does, and why it cannot be done now. */
  act?: () => void
  why?: string | undefined
}

const owned = new Set(['lead', 'contact', 'account', 'opportunity'])

/** What can be done with the record that the search found first. */
export function commandsOn(meta: Meta, hit: SearchHit | undefined): PaletteCommand[] {
  if (!hit || !owned.has(hit.object) || !hasObject(meta, hit.object) || !mayUpdate(objectOf(meta, hit.object))) return []
  return [
    { id: `assign ${hit.id}`, icon: 'assign', label: `Assign ${hit.title} to …`, keys: 'a', run: 'assign', hit },
    { id: `task ${hit.id}`, icon: 'tasks', label: `New task on ${hit.title}`, keys: 't', run: 'task', hit },
  ]
}

/** What the open page offers, as the palette shows it. */
export const commandsOfPage = (items: readonly MenuItem[]): PaletteCommand[] =>
  items.map(({ label, icon, keys, why, run }) => ({
    id: `page ${label}`,
    icon,
    label,
    run: 'act',
    act: run,
    why,
    ...(keys ? { keys } : {}),
  }))

/** Commands that need no record: going somewhere, making something, the theme. */
export function generalCommands(meta: Meta): PaletteCommand[] {
  const created = ['lead', 'contact', 'account', 'opportunity', 'task'].filter(
    name => hasObject(meta, name) && mayCreate(objectOf(meta, name)),
  )
  return [
    ...created.map(name => ({
      id: `new ${name}`,
      icon: 'plus' as const,
      label: `New ${objectOf(meta, name).label[0].toLowerCase()}`,
      run: 'create' as const,
      object: name,
    })),
    ...everyPlace(meta).map(place => ({
      id: place.href,
      icon: place.icon,
      label: `Go to ${place.label}`,
      run: 'go' as const,
      href: place.href,
      ...(place.keys ? { keys: place.keys } : {}),
    })),
    { id: 'theme', icon: 'sun', label: 'Switch between light and dark', run: 'theme' },
  ]
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Commands whose words begin with what was typed. */
export function matching(commands: PaletteCommand[], typed: string): PaletteCommand[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  return commands.filter(command => {
    const parts = fold(command.label).split(/[\s…]+/)
    return words.every(word => parts.some(part => part.startsWith(word)))
  })
}
