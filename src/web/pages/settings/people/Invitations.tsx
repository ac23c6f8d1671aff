import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { When } from '../../../ui/When.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import type { RoleRec } from './PeoplePage.tsx'
import { type Invitation, takeBack, useInvitations } from './user_record.ts'

/** Invitations that nobody has accepted yet. */
export function Invitations({ roles }: { roles: readonly RoleRec[] }) {
  const { data = [] } = useInvitations()
  const [again, setAgain] = useState<Invitation | null>(null)
  if (data.length === 0) return null
  return (
    <Card flush title="Invited, not here yet">
      <ul className="set-rows" aria-label="Open invitations">
        {data.map(invitation => (
          <li key={invitation.id}>
            <span className="name">
              <span className="cut">{invitation.name ? `${invitation.name}, ${invitation.email}` : invitation.email}</span>
              <span className="meta">
                {roles.find(role => role.key === invitation.role)?.label ?? invitation.role} · runs out <When at={invitation.expires_at} />
              </span>
            </span>
            <Button look="quiet" small onClick={() => setAgain(invitation)}>
              Invite again
            </Button>
            <Button look="quiet" small onClick={() => void takeBack(invitation)}>
              Take back
            </Button>
          </li>
        ))}
      </ul>
      {again && <InviteDialog again={again} roles={roles} onClose={() => setAgain(null)} />}
    </Card>
  )
}
