import { post } from '../../../web/api/client.ts'
import { mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import { recordPath } from '../../../web/api/paths.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { patchCached, refreshRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { useBeside } from '../../../web/object/record/use_page.ts'
import { A } from '../../../web/ui/A.tsx'
import { Checkbox } from '../../../web/ui/inputs.tsx'
import { showError } from '../../../web/ui/toasts.ts'
import { When } from '../../../web/ui/When.tsx'
import { onboardingItems } from '../winning_policy.rule.ts'
import { lastWon } from './last_won.ts'
import { amountOf, isWon, useWinningPolicy } from './policy.ts'

type Ticks = Record<string, { by: string | null; at: string }>

const ticksOf = (opportunity: Rec): Ticks => (opportunity.onboarding ?? {}) as Ticks

function useItems(opportunity: Rec) {
  return onboardingItems(useWinningPolicy().onboarding_checklist, amountOf(opportunity.amount))
}

/** Ticks an item at once, and takes it back when the server refuses. */
async function tick(opportunity: Rec, item: string, done: boolean): Promise<void> {
  const before = ticksOf(opportunity)
  const next = { ...before }
  if (done) next[item] = { by: null, at: new Date(Date.now()).toISOString() }
  else delete next[item]
  patchCached('opportunity', opportunity.id, one => ({ ...one, onboarding: next }))
  try {
    const saved = await post<Rec>(`/opportunities/${opportunity.id}/onboarding`, { item, done })
    patchCached('opportunity', opportunity.id, one => ({ ...one, ...saved }))
    refreshRecord('opportunity', opportunity.id)
  } catch (error) {
    patchCached('opportunity', opportunity.id, one => ({ ...one, onboarding: before }))
    showError(sentenceOf(error))
  }
}

/** What a new customer needs, with who did it and when (E9). */
function Checklist({ opportunity }: { opportunity: Rec }) {
  const meta = useMeta()
  const may = mayUpdateThis(meta, useObject('opportunity'), opportunity)
  const ticks = ticksOf(opportunity)
  return (
    <ul className="onboarding">
      {useItems(opportunity).map(({ key, label }) => {
        const done = ticks[key]
        const by = meta.users.find(user => user.id === done?.by)?.name.split(' ')[0]
        return (
          <li key={key}>
            <Checkbox checked={done !== undefined} disabled={!may} onChange={now => void tick(opportunity, key, now)}>
              <span className={done ? 't3' : ''}>{label}</span>
            </Checkbox>
            <span className="grow" />
            {done && (
              <span className="meta">
                {by && `${by}, `}
                <When at={done.at} />
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The checklist of a won opportunity, where the work is. A renewal is no new start. */
export function Onboarding({ opportunity }: { opportunity: Rec }) {
  const items = useItems(opportunity)
  const done = items.filter(item => ticksOf(opportunity)[item.key]).length
  if (!isWon(opportunity) || opportunity.record_type === 'renewal' || items.length === 0) return null
  return (
    <section className="card todo" aria-label="Onboarding">
      <div className="row todo-h">
        <h2 className="label">Onboarding</h2>
        <span className="grow" />
        <span className="meta">{done === items.length ? 'All done' : `${done} of ${items.length} done`}</span>
      </div>
      <Checklist opportunity={opportunity} />
    </section>
  )
}

/** On the account: the checklists of what was won last, renewals aside. */
export function AccountOnboarding({ account }: { account: Rec }) {
  const { data } = useBeside(lastWon, account)
  return (data?.data ?? []).map(opportunity => <OnAccount key={opportunity.id} opportunity={opportunity} />)
}

function OnAccount({ opportunity }: { opportunity: Rec }) {
  const items = useItems(opportunity)
  if (items.length === 0) return null
  return (
    <Panel title="Onboarding" aside={`${items.filter(item => ticksOf(opportunity)[item.key]).length} of ${items.length}`}>
      <A className="mini" href={recordPath('opportunity', opportunity.id) ?? '#'}>
        <span className="cut">{String(opportunity.name)}</span>
      </A>
      <Checklist opportunity={opportunity} />
    </Panel>
  )
}
