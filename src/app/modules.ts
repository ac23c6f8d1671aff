import { accounts } from '../modules/accounts/accounts.module.ts'
import { assignment } from '../modules/assignment/assignment.module.ts'
import { changes } from '../modules/changes/changes.module.ts'
import { contacts } from '../modules/contacts/contacts.module.ts'
import { digest } from '../modules/digest/digest.module.ts'
import { fields } from '../modules/fields/fields.module.ts'
import { files } from '../modules/files/files.module.ts'
import { formChannel } from '../modules/forms/form_channel.ts'
import { forms } from '../modules/forms/forms.module.ts'
import { home } from '../modules/home/home.module.ts'
import { inTouchModule } from '../modules/in_touch/in_touch.module.ts'
import { setChannels } from '../modules/inbound/channel.ts'
import { inbound } from '../modules/inbound/inbound.module.ts'
import { inbox } from '../modules/inbox/inbox.module.ts'
import { apiChannel } from '../modules/leads/intake/api_channel.ts'
import { leads } from '../modules/leads/leads.module.ts'
import { mail } from '../modules/mail/mail.module.ts'
import { mailChannel } from '../modules/mail/mail_channel.ts'
import { notes } from '../modules/notes/notes.module.ts'
import { notifications } from '../modules/notifications/notifications.module.ts'
import { opportunities } from '../modules/opportunities/opportunities.module.ts'
import { pipelines } from '../modules/pipelines/pipelines.module.ts'
import { playbooks } from '../modules/playbooks/playbooks.module.ts'
import { productEventChannel } from '../modules/product_events/product_event_channel.ts'
import { productEvents } from '../modules/product_events/product_events.module.ts'
import { products } from '../modules/products/products.module.ts'
import { quotas } from '../modules/quotas/quotas.module.ts'
import { recordPage } from '../modules/record_page/record_page.module.ts'
import { reports } from '../modules/reports/reports.module.ts'
import { search } from '../modules/search/search.module.ts'
import { sequences } from '../modules/sequences/sequences.module.ts'
import { settings } from '../modules/settings/settings.module.ts'
import { tasks } from '../modules/tasks/tasks.module.ts'
import { tickets } from '../modules/tickets/tickets.module.ts'
import { timeline } from '../modules/timeline/timeline.module.ts'
import { users } from '../modules/users/users.module.ts'
import { views } from '../modules/views/views.module.ts'
import { webhooks } from '../modules/webhooks/webhooks.module.ts'
import { winning } from '../modules/winning/winning.module.ts'
import { upkeep } from '../platform/db/upkeep.ts'
import type { Module } from '../platform/module.ts'

/** Every module of the program. */
export const modules: readonly Module[] = [
  users,
  settings,
  playbooks,
  fields,
  leads,
  tickets,
  contacts,
  accounts,
  pipelines,
  products,
  opportunities,
  winning,
  quotas,
  reports,
  assignment,
  inbound,
  mail,
  inbox,
  forms,
  productEvents,
  tasks,
  notes,
  files,
  timeline,
  home,
  inTouchModule,
  recordPage,
  digest,
  views,
  search,
  changes,
  notifications,
  sequences,
  webhooks,
  upkeep,
]

setChannels([mailChannel, formChannel, productEventChannel, apiChannel])
