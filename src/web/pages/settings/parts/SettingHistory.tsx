import { useQuery } from '@tanstack/react-query'
import { type Difference, differences } from '../../../../modules/settings/difference.rule.ts'
import { get } from '../../../api/client.ts'
import type { Actor } from '../../../api/types.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Empty, SkeletonRows } from '../../../ui/states.tsx'
import { When } from '../../../ui/When.tsx'
import { saveAtOnce } from './settings_docs.ts'

interface Entry {
  position: string
  at: string
  actor: Actor | null
  changes: Record<string, [before: unknown, after: unknown]>
}

/** `monthly_events` → `Monthly events`. */
const words = (name: string): string => {
  const text = name.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const plain = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.map(plain).join(', ')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, inner]) => `${words(name)}: ${plain(inner)}`)
      .join('; ')
  return String(value)
}

/** What differs, a line each: where, and from what to what. */
export function DifferenceList({ found }: { found: readonly Difference[] }) {
  return (
    <dl className="changes">
      {found.map(({ path, kind, before, after }) => (
        <div key={`${kind} ${path.join(' ')}`}>
          <dt>{path.map(words).join(' › ')}</dt>
          <dd>
            {kind === 'added' && <>{plain(after)} added</>}
            {kind === 'removed' && <>{plain(before)} taken away</>}
            {kind === 'reordered' && <>now in the order {plain(after)}</>}
            {kind === 'changed' && (
              <>
                {plain(before)} <span className="t3">to</span> {plain(after)}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Who changed this page's settings, from what to what, and a way back to how they were before a change. */
export function SettingHistory({ name, onClose }: { name: string; onClose: () => void }) {
  const { data, isPending } = useQuery({
    queryKey: ['settings', name, 'history'],
    queryFn: async () => (await get<{ data: Entry[] }>(`/settings/${name}/history`)).data,
  })
  const putBack = (entry: Entry) => {
    const before = Object.fromEntries(Object.entries(entry.changes).map(([member, [was]]) => [member, was]))
    void saveAtOnce(name, before, 'Put back as it was before')
    onClose()
  }
  return (
    <Dialog title="History" onClose={onClose} wide>
      <div className="dialog-body history">
        {isPending && <SkeletonRows rows={4} />}
        {data?.length === 0 && <Empty title="Nothing was changed yet">Every change of these settings appears here, with a way back.</Empty>}
        <ol>
          {data?.map(entry => (
            <li key={entry.position}>
              <div className="row">
                <b>{entry.actor?.name ?? 'The program'}</b>
                <span className="meta">
                  <When at={entry.at} as="full" />
                </span>
                <span className="grow" />
                <Button look="quiet" small title="Sets these members to what they were before this change" onClick={() => putBack(entry)}>
                  Put back
                </Button>
              </div>
              <DifferenceList
                found={Object.entries(entry.changes).flatMap(([member, [before, after]]) => differences(before, after, [member]))}
              />
            </li>
          ))}
        </ol>
      </div>
    </Dialog>
  )
}
