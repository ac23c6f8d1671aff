import type { HomeItem as ServedItem } from '../../../modules/home/home.queries.ts'
import { post } from '../../api/client.ts'
import { recordPath } from '../../api/paths.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists } from '../../api/records.ts'
import type { IconName } from '../../ui/Icon.tsx'
import { showError } from '../../ui/toasts.ts'

/** As the API gives it: times are text. */
export type HomeItem = Omit<ServedItem, 'at'> & { at: string | null }
export type HomeKind = ServedItem['kind']

export const groups: Record<HomeKind, { title: string; icon: IconName; list?: string }> = {
  first_reply: { title: 'To answer first', icon: 'clock', list: '/leads' },
  task: { title: 'Tasks of today', icon: 'tasks', list: '/tasks' },
  new_lead: { title: 'New leads', icon: 'leads', list: '/leads' },
  next_step: { title: 'Next steps that are overdue', icon: 'opps', list: '/opportunities' },
  close_date: { title: 'Closing dates that have passed', icon: 'opps', list: '/opportunities' },
  pool: { title: 'About to go to the pool', icon: 'pool' },
  renewal: { title: 'Renewals coming up', icon: 'opps', list: '/opportunities' },
  mention: { title: 'You were mentioned', icon: 'bell' },
  claim: { title: 'Free to claim', icon: 'pool' },
}

export const pathOf = (item: HomeItem): string => (item.record_id && recordPath(item.object, item.record_id)) || '/'

/** Calls a route and has the list read again, whatever came of it. */
export async function tell(path: string, body: object = {}): Promise<boolean> {
  try {
    await post(path, body)
    return true
  } catch (error) {
    showError(sentenceOf(error))
    return false
  } finally {
    refreshLists('home', 300)
  }
}
