import type { Rec } from '../../../web/api/types.ts'
import { Notice } from '../../../web/ui/states.tsx'
import { Onboarding } from './Onboarding.tsx'
import { Renewals } from './Renewals.tsx'
import { Trial } from './Trial.tsx'

/** In the middle of an opportunity's page: what self-serve means here, and the onboarding of a new customer. */
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
      <Onboarding opportunity={opportunity} />
    </>
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
