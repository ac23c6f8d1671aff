import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

export interface SettingsEntry {
  path: string
  group: string
  title: string
  /** Everybody's own; all others need the settings right. */
  own?: boolean
  hints?: [keys: string, word: string][]
  /** At the right of the hints: what a change acts on. */
  note?: string
  Page: LazyExoticComponent<ComponentType>
}

const page = (load: () => Promise<Record<string, ComponentType>>, name: string) =>
  lazy(async () => {
    const found = (await load())[name]
    if (!found) throw new Error(`There is no page ${name}.`)
    return { default: found }
  })
const list: [string, string][] = [
  ['j k', 'move'],
  ['enter', 'edit'],
]
const ordered: [string, string][] = [...list, ['shift+j shift+k', 'reorder']]
const saved: [string, string][] = [['mod+enter', 'save']]

/** Every page of Settings, in the order of its menu; each is loaded when it is visited. */
export const settingsPages: readonly SettingsEntry[] = [
  {
    path: 'you',
    group: 'You',
    title: 'Profile and absence',
    own: true,
    hints: saved,
    Page: page(() => import('./you/YouPage.tsx'), 'YouPage'),
  },
  {
    path: 'notifications',
    group: 'You',
    title: 'Notifications',
    own: true,
    hints: saved,
    Page: page(() => import('./notifications/NotificationsPage.tsx'), 'NotificationsPage'),
  },
  {
    path: 'sign-in',
    group: 'You',
    title: 'Sign-in and sessions',
    own: true,
    Page: page(() => import('./you/SignInSettingsPage.tsx'), 'SignInSettingsPage'),
  },
  {
    path: 'territories',
    group: 'Leads',
    title: 'Territories and rotation',
    hints: [
      ['j k', 'territory'],
      ['shift+j shift+k', 'reorder'],
      ['enter', 'edit'],
    ],
    note: 'Changes apply to new leads only.',
    Page: page(() => import('./territories/TerritoriesPage.tsx'), 'TerritoriesPage'),
  },
  {
    path: 'statuses',
    group: 'Leads',
    title: 'Statuses and checklists',
    hints: saved,
    Page: page(() => import('./statuses/StatusesPage.tsx'), 'StatusesPage'),
  },
  {
    path: 'scores',
    group: 'Leads',
    title: 'Scores',
    hints: saved,
    note: 'Saving recomputes all open leads.',
    Page: page(() => import('./scores/ScoresPage.tsx'), 'ScoresPage'),
  },
  {
    path: 'first-reply',
    group: 'Leads',
    title: 'First reply and hands-on',
    hints: saved,
    Page: page(() => import('./first_reply/FirstReplyPage.tsx'), 'FirstReplyPage'),
  },
  {
    path: 'working-hours',
    group: 'Leads',
    title: 'Working hours',
    hints: saved,
    Page: page(() => import('./working_hours/WorkingHoursPage.tsx'), 'WorkingHoursPage'),
  },
  {
    path: 'pool',
    group: 'Leads',
    title: 'Pool and tickets',
    hints: saved,
    Page: page(() => import('./pool/PoolSettingsPage.tsx'), 'PoolSettingsPage'),
  },
  {
    path: 'choices',
    group: 'Leads',
    title: 'Sources and choices',
    hints: saved,
    Page: page(() => import('./choices/ChoicesPage.tsx'), 'ChoicesPage'),
  },
  {
    path: 'pipelines',
    group: 'Opportunities',
    title: 'Pipelines and stages',
    hints: [...ordered, ...saved],
    note: 'Every stage keeps its opportunities.',
    Page: page(() => import('./pipelines/PipelinesPage.tsx'), 'PipelinesPage'),
  },
  {
    path: 'record-types',
    group: 'Opportunities',
    title: 'Record types',
    hints: saved,
    Page: page(() => import('./record_types/RecordTypesPage.tsx'), 'RecordTypesPage'),
  },
  {
    path: 'products',
    group: 'Opportunities',
    title: 'Products',
    hints: ordered,
    Page: page(() => import('./products/ProductsPage.tsx'), 'ProductsPage'),
  },
  {
    path: 'winning',
    group: 'Opportunities',
    title: 'After winning',
    hints: saved,
    Page: page(() => import('./winning/WinningPage.tsx'), 'WinningPage'),
  },
  { path: 'forms', group: 'Ways in', title: 'Forms', hints: ordered, Page: page(() => import('./forms/FormsPage.tsx'), 'FormsPage') },
  {
    path: 'addresses',
    group: 'Ways in',
    title: 'Addresses',
    hints: list,
    Page: page(() => import('./addresses/AddressesPage.tsx'), 'AddressesPage'),
  },
  {
    path: 'product-events',
    group: 'Ways in',
    title: 'Product events',
    hints: saved,
    Page: page(() => import('./product_events/ProductEventsPage.tsx'), 'ProductEventsPage'),
  },
  {
    path: 'workspace',
    group: 'Workspace',
    title: 'Workspace',
    hints: saved,
    Page: page(() => import('./workspace/WorkspacePage.tsx'), 'WorkspacePage'),
  },
  {
    path: 'people',
    group: 'Workspace',
    title: 'People and teams',
    hints: list,
    Page: page(() => import('./people/PeoplePage.tsx'), 'PeoplePage'),
  },
  {
    path: 'playbook',
    group: 'Workspace',
    title: 'Playbook',
    note: 'Applied in one step, logged.',
    Page: page(() => import('./playbook/PlaybookPage.tsx'), 'PlaybookPage'),
  },
  { path: 'roles', group: 'Workspace', title: 'Roles', hints: saved, Page: page(() => import('./roles/RolesPage.tsx'), 'RolesPage') },
  {
    path: 'notification-defaults',
    group: 'Workspace',
    title: 'Notification defaults',
    hints: saved,
    Page: page(() => import('./notifications/NotificationDefaultsPage.tsx'), 'NotificationDefaultsPage'),
  },
  { path: 'fields', group: 'Workspace', title: 'Fields', hints: list, Page: page(() => import('./fields/FieldsPage.tsx'), 'FieldsPage') },
  {
    path: 'api-keys',
    group: 'Connections',
    title: 'API keys',
    own: true,
    Page: page(() => import('./api_keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
  },
  {
    path: 'webhooks',
    group: 'Connections',
    title: 'Webhooks',
    hints: list,
    Page: page(() => import('./webhooks/WebhooksPage.tsx'), 'WebhooksPage'),
  },
]

/** Pages of the menu that stand elsewhere. */
export const elsewhere = [
  { href: '/recent-changes', group: 'Connections', title: 'Recent changes' },
  { href: '/inbound', group: 'Ways in', title: 'What came in' },
]
