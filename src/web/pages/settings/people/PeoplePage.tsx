import { useState } from 'react'
import { useMeta } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { Rec } from '../../../api/types.ts'
import { calendarDate } from '../../../format/dates.ts'
import { useNow } from '../../../format/now.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { Failed, SkeletonRows } from '../../../ui/states.tsx'
import { RowList } from '../parts/RowList.tsx'
import { SettingsPane } from '../parts/SettingsPane.tsx'
import { useSettingRecords, useTeams } from '../parts/setting_records.ts'
import { useOpen } from '../parts/use_open.ts'
import { Invitations } from './Invitations.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { Teams } from './Teams.tsx'
import { UserDialog } from './UserDialog.tsx'
import type { UserRec } from './user_record.ts'

export type RoleRec = Rec & { key: string; label: string; position: number }

/** Who works here, in which role and team; invitations that are open (H1). */
export function PeoplePage() {
  const { rows, error, waiting, retry } = useSettingRecords<UserRec>('user', 'name')
  const { rows: roles } = useSettingRecords<RoleRec>('role', 'position')
  const [open, setOpen] = useOpen()
  const [inviting, setInviting] = useState(false)
  const user = rows.find(one => one.id === open)
  const byActive = [...rows].sort((a, b) => Number(b.active) - Number(a.active))
  return (
    <SettingsPane
      title="People and teams"
      intro="Colleagues come by invitation. Whoever leaves is switched off; what they own keeps their name."
      actions={
        <Button icon="plus" onClick={() => setInviting(true)}>
          Invite
        </Button>
      }
    >
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {waiting && <SkeletonRows rows={6} />}
      {rows.length > 0 && (
        <RowList label="People" items={byActive} idOf={one => one.id} onOpen={one => setOpen(one.id)}>
          {one => <UserRow user={one} role={roles.find(role => role.key === one.role)?.label ?? one.role} onOpen={() => setOpen(one.id)} />}
        </RowList>
      )}
      <Invitations roles={roles} />
      <Teams users={rows} />
      {inviting && <InviteDialog roles={roles} onClose={() => setInviting(false)} />}
      {user && <UserDialog key={user.id} user={user} roles={roles} onClose={() => setOpen(null)} />}
    </SettingsPane>
  )
}

function UserRow({ user, role, onOpen }: { user: UserRec; role: string; onOpen: () => void }) {
  const { me } = useMeta()
  const now = useNow()
  const teams = useTeams().filter(team => user.team_ids.includes(team.id))
  const until = user.out_of_office_until
  const away = until !== null && until >= now.toISOString().slice(0, 10)
  return (
    <>
      <Avatar id={user.id} name={user.name} size="l" />
      <span className="name">
        <button type="button" className={user.active ? 'cut' : 'cut t3'} onClick={onOpen}>
          {user.name}
          {user.id === me.id && <span className="t3"> (you)</span>}
        </button>
        <span className="meta cut">{user.email}</span>
      </span>
      <span className="tags">
        {!user.active && <span className="tag">switched off</span>}
        {away && <span className="tag">away until {calendarDate(until, now)}</span>}
        {teams.map(team => (
          <span className="tag" key={team.id}>
            {team.name}
          </span>
        ))}
        {user.two_factor_enabled && (
          <span className="tag" title="Signs in with a second factor">
            <Icon name="lock" small /> 2FA
          </span>
        )}
      </span>
      <span className="t2 role-name">{role}</span>
    </>
  )
}
