import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { loadMeta } from './api/meta.ts'
import { PageFailed, PageNotFound } from './shell/PageFailed.tsx'
import { Shell } from './shell/Shell.tsx'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Three panes or more: the rail is icons only on screens under 1360 px. */
    slim?: boolean
    /** Which entry of the rail is lit. */
    place?: string
  }
}

const root = createRootRoute({ component: Outlet, notFoundComponent: PageNotFound, errorComponent: PageFailed })
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  loader: () => loadMeta(),
  errorComponent: PageFailed,
  notFoundComponent: PageNotFound,
})

type Page = Parameters<typeof lazyRouteComponent>[0]
const page = <P extends string>(path: P, load: Page, name: string, staticData: { slim?: boolean; place?: string } = {}) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load, name), staticData: { place: path, ...staticData } })
const open = <P extends string>(path: P, load: Page, name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) })

const leads = () => import('../modules/leads/web/LeadsPage.tsx')
const contacts = () => import('../modules/contacts/web/pages.ts')
const accounts = () => import('../modules/accounts/web/pages.ts')
const opportunities = () => import('../modules/opportunities/web/pages.ts')

const sequences = () => import('../modules/sequences/web/pages.ts')

const record = { slim: true }
const tree = root.addChildren([
  shell.addChildren([
    page('/', () => import('./pages/HomePage.tsx'), 'HomePage'),
    page('/leads', leads, 'LeadsPage'),
    page('/leads/$id', () => import('../modules/leads/web/LeadPage.tsx'), 'LeadPage', { ...record, place: '/leads' }),
    page('/pool', () => import('../modules/leads/web/PoolPage.tsx'), 'PoolPage'),
    page('/tickets/$id', () => import('../modules/tickets/web/TicketPage.tsx'), 'TicketPage', { ...record, place: '/leads' }),
    page('/reports', () => import('./pages/ReportsPage.tsx'), 'ReportsPage'),
    page('/reports/first-response', () => import('../modules/leads/web/FirstResponsePage.tsx'), 'FirstResponsePage', { place: '/reports' }),
    page('/reports/pool', () => import('../modules/leads/web/PoolReportPage.tsx'), 'PoolReportPage', { place: '/reports' }),
    page('/contacts', contacts, 'ContactsPage'),
    page('/contacts/$id', contacts, 'ContactPage', { ...record, place: '/contacts' }),
    page('/accounts', accounts, 'AccountsPage'),
    page('/accounts/$id', accounts, 'AccountPage', { ...record, place: '/accounts' }),
    page('/opportunities', opportunities, 'OpportunitiesPage', record),
    page('/opportunities/$id', opportunities, 'OpportunityPage', { ...record, place: '/opportunities' }),
    page('/quotas', () => import('../modules/quotas/web/QuotasPage.tsx'), 'QuotasPage', { place: '/reports' }),
    page('/sequences', sequences, 'SequencesPage'),
    page('/sequences/$id', sequences, 'SequencePage', { ...record, place: '/sequences' }),
    page('/forecast', () => import('../modules/reports/web/ForecastPage.tsx'), 'ForecastPage', { place: '/reports' }),
    page('/tasks', () => import('./pages/TasksPage.tsx'), 'TasksPage'),
    page('/tasks/queue', () => import('./pages/TaskQueuePage.tsx'), 'TaskQueuePage', { place: '/tasks' }),
    page('/needs-a-look', () => import('./pages/needs_a_look/NeedsALookPage.tsx'), 'NeedsALookPage', record),
    page('/inbound', () => import('./pages/InboundPage.tsx'), 'InboundPage', { place: '/needs-a-look' }),
    page('/outbox', () => import('./pages/OutboxPage.tsx'), 'OutboxPage', { place: '/needs-a-look' }),
    page('/recent-changes', () => import('./pages/RecentChangesPage.tsx'), 'RecentChangesPage'),
    page('/bin', () => import('./pages/BinPage.tsx'), 'BinPage'),
    page('/settings', () => import('./pages/settings/SettingsPage.tsx'), 'SettingsPage', { place: '/settings' }),
    page('/settings/$page', () => import('./pages/settings/SettingsPage.tsx'), 'SettingsPage', { place: '/settings' }),
  ]),
  open('/sign-in', () => import('./pages/auth/SignInPage.tsx'), 'SignInPage'),
  open('/setup', () => import('./pages/auth/SetupPage.tsx'), 'SetupPage'),
  open('/invitation/$token', () => import('./pages/auth/InvitationPage.tsx'), 'InvitationPage'),
  open('/reset-password', () => import('./pages/auth/ResetPasswordPage.tsx'), 'ResetPasswordPage'),
])

/** Queries in addresses are plain words, so that they can be read, typed and linked to. */
export const router = createRouter({
  routeTree: tree,
  parseSearch: text => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: search => {
    const kept = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
    const text = new URLSearchParams(kept).toString()
    return text ? `?${text}` : ''
  },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
})
