import { useMeta } from '../../../web/api/meta.ts'
import { recordPath } from '../../../web/api/paths.ts'
import { useFew } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { A } from '../../../web/ui/A.tsx'
import { Avatar } from '../../../web/ui/Avatar.tsx'
import { When } from '../../../web/ui/When.tsx'

/** Colleagues who work with somebody else of the same company, so that nobody runs a parallel conversation. */
export function AlsoInTouch({ record }: { record: Rec }) {
  const { users } = useMeta()
  const domain = typeof record.domain === 'string' ? record.domain : null
  const account = typeof record.account_id === 'string' ? record.account_id : null
  const leads = useFew(
    'lead',
    {
      filter: {
        and: [
          { field: 'domain', op: 'is', value: domain },
          { field: 'owner_id', op: 'not_empty' },
        ],
      },
      limit: 10,
    },
    domain !== null,
  )
  const contacts = useFew(
    'contact',
    {
      filter: {
        and: [
          { field: 'account_id', op: 'is', value: account },
          { field: 'owner_id', op: 'not_empty' },
        ],
      },
      limit: 10,
    },
    account !== null,
  )
  const others = [
    ...(leads.data?.data ?? []).map(one => ({ one, object: 'lead' })),
    ...(contacts.data?.data ?? []).map(one => ({ one, object: 'contact' })),
  ].filter(({ one }) => one.id !== record.id && one.owner_id !== record.owner_id)
  const seen = new Set<unknown>()
  const shown = others.filter(({ one }) => !seen.has(one.owner_id) && seen.add(one.owner_id))
  if (shown.length === 0) return null
  return (
    <Panel title="Also in touch">
      {shown.map(({ one, object }) => {
        const user = users.find(person => person.id === one.owner_id)
        return (
          <A key={one.id} className="mini" href={recordPath(object, one.id) ?? '#'}>
            <Avatar id={String(one.owner_id)} name={user?.name ?? '?'} />
            <span className="cut grow">
              {user?.name ?? 'A former colleague'}
              <span className="t3">, with {String(one.name)}</span>
            </span>
            <span className="meta">{typeof one.last_touched_at === 'string' && <When at={one.last_touched_at} />}</span>
          </A>
        )
      })}
    </Panel>
  )
}
