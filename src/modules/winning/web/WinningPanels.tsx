import { useState } from 'react'
import { mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { one } from '../../../web/object/actions/target.ts'
import { Button } from '../../../web/ui/Button.tsx'
import { Notice } from '../../../web/ui/states.tsx'
import { When } from '../../../web/ui/When.tsx'
import { Onboarding } from './Onboarding.tsx'
import { isWon } from './policy.ts'
import { Renewals } from './Renewals.tsx'
import { ReopenDialog } from './ReopenDialog.tsx'
import { Trial } from './Trial.tsx'

/** In the middle of an opportunity's page: what self-serve means here, that it is won, and the onboarding of a new customer. */
export function WinningWork({ opportunity }: { opportunity: Rec }) {
  return (
    <>
      {opportunity.self_serve_post_engagement === true && (
        <div className="work-note">
          <Notice>
            <b>Self-serve after engagement.</b> Nothing is sent automatically: what they still hear comes from you. It counts towards no
            quota.
          </Notice>
        </div>
      )}
      {isWon(opportunity) && <Won opportunity={opportunity} />}
      <Onboarding opportunity={opportunity} />
    </>
  )
}

function Won({ opportunity }: { opportunity: Rec }) {
  const meta = useMeta()
  const may = mayUpdateThis(meta, useObject('opportunity'), opportunity)
  const [asking, setAsking] = useState(false)
  return (
    <div className="work-note row">
      <span className="grow">
        <b>Won</b>
        {typeof opportunity.closed_at === 'string' && (
          <span className="t2">
            {' '}
            <When at={opportunity.closed_at} />
          </span>
        )}
      </span>
      <Button
        small
        look="quiet"
        icon="undo"
        disabled={!may}
        title={may ? undefined : 'This opportunity belongs to somebody else.'}
        onClick={() => setAsking(true)}
      >
        Reopen …
      </Button>
      {asking && <ReopenDialog target={one(opportunity)} onClose={() => setAsking(false)} />}
    </div>
  )
}

/** At the right: the trial and the chain of contracts. */
export function WinningPanels({ opportunity }: { opportunity: Rec }) {
  return (
    <>
      <Trial opportunity={opportunity} />
      <Renewals account={String(opportunity.account_id)} opportunity={opportunity.id} />
    </>
  )
}
