import { hasObject } from '../api/meta.ts'
import type { Filter, Meta } from '../api/types.ts'
import type { IconName } from '../ui/Icon.tsx'

export interface Place {
  href: string
  label: string
  icon: IconName
  keys?: string
}

const objects: (Place & { object: string })[] = [
  { href: '/leads', label: 'Leads', icon: 'leads', keys: 'g l', object: 'lead' },
  { href: '/pool', label: 'Pool', icon: 'pool', keys: 'g p', object: 'lead' },
  { href: '/accounts', label: 'Accounts', icon: 'accounts', keys: 'g a', object: 'account' },
  { href: '/contacts', label: 'Contacts', icon: 'contacts', keys: 'g c', object: 'contact' },
  { href: '/opportunities', label: 'Opportunities', icon: 'opps', keys: 'g o', object: 'opportunity' },
  { href: '/forecast', label: 'Forecast', icon: 'revenue', keys: 'g f', object: 'opportunity' },
  { href: '/quotas', label: 'Quotas', icon: 'check', keys: 'g q', object: 'quota' },
  { href: '/sequences', label: 'Sequences', icon: 'send', keys: 'g e', object: 'sequence' },
  { href: '/tasks', label: 'Tasks', icon: 'tasks', keys: 'g t', object: 'task' },
]

/** Where this role may go: the daily places first. */
export const dailyPlaces = (meta: Meta): Place[] => [
  { href: '/', label: 'Home', icon: 'home', keys: 'g h' },
  ...objects.filter(place => hasObject(meta, place.object)),
  { href: '/reports', label: 'Reports', icon: 'reports', keys: 'g r' },
  ...(hasObject(meta, 'inbound') ? [{ href: '/needs-a-look', label: 'Needs a look', icon: 'look' as const, keys: 'g n' }] : []),
]

export const recoveryPlaces: Place[] = [
  { href: '/recent-changes', label: 'Recent changes', icon: 'history' },
  { href: '/bin', label: 'Bin', icon: 'trash' },
]

export const settingsPlace: Place = { href: '/settings', label: 'Settings', icon: 'settings', keys: 'g s' }

/** My open tasks that are due by the end of today. */
export const tasksDue: Filter = {
  and: [
    { field: 'owner_id', op: 'is', value: 'me' },
    { field: 'done_at', op: 'empty' },
    { field: 'due_at', op: 'lte', value: 'today' },
  ],
}

/** Open leads that nobody owns, which anybody may claim. */
export const inPool: Filter = {
  and: [
    { field: 'owner_id', op: 'empty' },
    { field: 'status', op: 'in', value: ['new', 'working', 'nurturing'] },
  ],
}

/** What came in and nobody could decide about. */
export const needsALook: Filter = {
  and: [
    { field: 'outcome', op: 'is', value: 'needs_a_look' },
    { field: 'corrected_at', op: 'empty' },
  ],
}
