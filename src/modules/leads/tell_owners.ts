import type { Context } from '../../platform/context.ts'
import { type Notice, notifyAll } from '../notifications/notify.ts'

/** What telling somebody of a lead needs of it. */
export interface ToldLead {
  id: string
  owner_id: string | null
  name: string | null
  company: string | null
}

/** Tells each of these leads' owners once, however many of theirs it is about: by name when it is one. */
export async function tellOwners(
  ctx: Context,
  leads: readonly ToldLead[],
  kind: 'sla' | 'pool',
  say: (what: string, many: boolean) => { text: string; mail?: string },
): Promise<void> {
  const byOwner = Map.groupBy(leads, lead => lead.owner_id)
  const notices = [...byOwner].flatMap(([owner, theirs]): Notice[] => {
    const [first] = theirs
    if (owner === null || !first) return []
    const many = theirs.length > 1
    const names = theirs.slice(0, mostNamed).map(named)
    const what = many ? `${theirs.length} of your leads` : named(first)
    const { text, mail } = say(what, many)
    const list = many ? `\n\n${names.join('\n')}${theirs.length > mostNamed ? `\n… and ${theirs.length - mostNamed} more` : ''}` : ''
    return [
      {
        user_id: owner,
        kind,
        text,
        object: 'lead',
        ...(many ? {} : { record_id: first.id }),
        ...(mail === undefined ? {} : { mail: { subject: text, text: `${mail}${list}` } }),
      },
    ]
  })
  await notifyAll(ctx, notices)
}

const mostNamed = 50
const named = (lead: ToldLead): string => [lead.name, lead.company].filter(Boolean).join(', ')
