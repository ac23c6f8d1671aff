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
  { href: '/sequences', label: 'Sequences', icon: 'send', keys: 'g e', object: 'sequence' },
  { href: '/tasks', label: 'Tasks', icon: 'tasks', keys: 'g t', object: 'task' },
]

const figures: (Place & { object: string; about: string })[] = [
  {
    href: '/forecast',
    label: 'Forecast',
    icon: 'revenue',
    keys: 'g f',
    object: 'opportunity',
    about: 'What will be won, by month, quarter and person, and what moved since last week.',
  },
  { href: '/quotas', label: 'Quotas', icon: 'check', keys: 'g q', object: 'quota', about: 'Attainment of each person in a quarter.' },
  {
    href: '/reports/first-response',
    label: 'First response',
    icon: 'clock',
    object: 'lead',
    about: 'How soon new leads are answered, by person, source and week.',
  },
  {
    href: '/reports/pool',
    label: 'Pool report',
    icon: 'pool',
    object: 'lead',
    about: 'How many leads go through the pool, how they leave it, and why leads are unqualified.',
  },
]

/** The reports that this role may read: places of their own, reached through one entry of the rail. */
export const reports = (meta: Meta): (Place & { about: string })[] => figures.filter(place => hasObject(meta, place.object))

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

/** Everywhere that a key or a command goes. */
export const everyPlace = (meta: Meta): Place[] => [...dailyPlaces(meta), ...reports(meta), ...recoveryPlaces, settingsPlace]

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
