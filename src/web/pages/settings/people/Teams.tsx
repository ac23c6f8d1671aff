import { useState } from 'react'
import { editRecord } from '../../../api/edits.ts'
import { useMeta } from '../../../api/meta.ts'
import type { Rec } from '../../../api/types.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { TextInput } from '../../../ui/inputs.tsx'
import { Empty } from '../../../ui/states.tsx'
import { showError } from '../../../ui/toasts.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { Card } from '../parts/SettingsPane.tsx'
import { createRecord, removeRecord, useSettingRecords } from '../parts/setting_records.ts'
import type { UserRec } from './user_record.ts'

type TeamRec = Rec & { name: string }

/** Teams: what a role reaches with "team" is what its people own. */
export function Teams({ users }: { users: readonly UserRec[] }) {
  const meta = useMeta()
  const { rows } = useSettingRecords<TeamRec>('team', 'name')
  const [name, setName] = useState('')
  const form = useSubmit()
  const add = async () => {
    if (name.trim() === '') return
    const made = await form.run(() => createRecord(meta, 'team', { name: name.trim() }))
    if (made) setName('')
  }
  const rename = (team: TeamRec, words: string) => {
    if (words.trim() === '') return showError('A team needs a name.')
    if (words.trim() !== team.name) void editRecord(meta, { object: 'team', record: team, set: { name: words.trim() } })
  }
  const count = (team: TeamRec) => users.filter(user => user.active && user.team_ids.includes(team.id)).length
  return (
    <Card flush title="Teams" note="who is in one is set on the person">
      {rows.length === 0 && <Empty title="No teams yet">A role can reach what a person's own team owns. Small companies need none.</Empty>}
      {rows.length > 0 && (
        <ul className="set-rows" aria-label="Teams">
          {rows.map(team => (
            <li key={team.id}>
              <TextInput
                key={team.name}
                className="grow"
                aria-label={`Name of team ${team.name}`}
                defaultValue={team.name}
                onBlur={event => rename(team, event.target.value)}
              />
              <span className="meta">
                {count(team)} {count(team) === 1 ? 'person' : 'people'}
              </span>
              <IconButton
                name="trash"
                label={`Remove team ${team.name}`}
                small
                onClick={() => void removeRecord(meta, 'team', team, `Team ${team.name} removed`)}
              />
            </li>
          ))}
        </ul>
      )}
      <form
        className="add-row"
        onSubmit={event => {
          event.preventDefault()
          void add()
        }}
      >
        <TextInput
          className="grow"
          aria-label="New team"
          placeholder="New team"
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <Button type="submit" small icon="plus" busy={form.busy} disabled={name.trim() === ''}>
          Add
        </Button>
      </form>
      {form.sentence() && (
        <p className="note bad" role="alert">
          {form.sentence()}
        </p>
      )}
    </Card>
  )
}
