import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { type Notice, notifyAll } from '../notifications/notify.ts'

/** Tells each of these leads' owners once, however many of theirs it is about: by name when it is one. */
export async function tellOwners(
  ctx: Context,
  leads: readonly Readonly<Row>[],
  ownerOf: (lead: Readonly<Row>) => unknown,
  kind: 'sla' | 'pool',
  say: (what: string, many: boolean) => { text: string; mail?: string },
): Promise<void> {
  const byOwner = Map.groupBy(leads, ownerOf)
  const notices = [...byOwner].flatMap(([owner, theirs]): Notice[] => {
    const [first] = theirs
    if (typeof owner !== 'string' || !first) return []
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
        ...(many ? {} : { object: 'lead', record_id: first.id }),
        ...(mail === undefined ? {} : { mail: { subject: text, text: `${mail}${list}` } }),
      },
    ]
  })
  await notifyAll(ctx, notices)
}

const mostNamed = 50
const named = (lead: Readonly<Row>): string => [lead.name, lead.company].filter(Boolean).join(', ')
