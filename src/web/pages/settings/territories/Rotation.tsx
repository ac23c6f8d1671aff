import { useState } from 'react'
import type { AssignmentSettings } from '../../../../modules/assignment/assignment_settings.ts'
import { ABSENCE_POLICY, receives } from '../../../../modules/assignment/out_of_office.rule.ts'
import { useMeta } from '../../../api/meta.ts'
import { useNow } from '../../../format/now.ts'
import { peopleOptions } from '../../../object/field/options.tsx'
import { Avatar } from '../../../ui/Avatar.tsx'
import { IconButton } from '../../../ui/Button.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { PickList } from '../../../ui/PickList.tsx'
import { Pop } from '../../../ui/Pop.tsx'
import { moved } from '../parts/Sortable.tsx'

interface RotationProps {
  name: string
  members: readonly string[]
  next: string | null
  policy: AssignmentSettings | undefined
  onChange: (members: string[]) => void
}

/** Who takes turns, in order: dragged, or moved and removed from each person's menu. */
export function Rotation({ name, members, next, policy = undefined, onChange }: RotationProps) {
  const meta = useMeta()
  const now = useNow()
  const [open, setOpen] = useState(false)
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const why = (id: string): string | null => {
    const user = meta.users.find(one => one.id === id)
    if (!user) return 'no longer here'
    const { out_of_office_from = null, out_of_office_until = null } = user
    const state = receives({ ...user, out_of_office_from, out_of_office_until }, now, meta.workspace.time_zone, policy ?? ABSENCE_POLICY)
    return state.why?.replace(`${user.name} is `, '') ?? null
  }
  const toggle = (id: string) => onChange(members.includes(id) ? members.filter(one => one !== id) : [...members, id])
  return (
    <div className="rot">
      {members.length === 0 && <span className="t3 nobody">Nobody yet</span>}
      {members.map((id, index) => {
        const person = meta.users.find(user => user.id === id)
        const words = person?.name ?? 'A former colleague'
        const absent = why(id)
        const turn = id === next && !absent
        const state = turn ? 'next' : absent ? 'out' : ''
        return (
          <Menu
            key={id}
            label={words}
            align="start"
            items={[
              {
                label: 'Move earlier',
                icon: 'up',
                why: index === 0 ? 'Already the first.' : undefined,
                run: () => onChange(moved(members, index, index - 1)),
              },
              {
                label: 'Move later',
                icon: 'down',
                why: index === members.length - 1 ? 'Already the last.' : undefined,
                run: () => onChange(moved(members, index, index + 1)),
              },
              { label: 'Take out of the rotation', icon: 'x', run: () => toggle(id) },
            ]}
            target={(show, opened) => (
              <button
                type="button"
                draggable
                className={['m', state, over === index && dragged !== null && dragged !== index ? 'over' : ''].filter(Boolean).join(' ')}
                aria-haspopup="menu"
                aria-expanded={opened}
                title={`${words}: drag, or press for more`}
                onClick={show}
                onDragStart={event => {
                  event.dataTransfer.effectAllowed = 'move'
                  event.dataTransfer.setData('text/plain', words)
                  event.stopPropagation()
                  setDragged(index)
                }}
                onDragOver={event => {
                  if (dragged === null) return
                  event.preventDefault()
                  event.stopPropagation()
                  setOver(index)
                }}
                onDrop={event => {
                  event.preventDefault()
                  if (dragged !== null && dragged !== index) onChange(moved(members, dragged, index))
                }}
                onDragEnd={() => {
                  setDragged(null)
                  setOver(null)
                }}
              >
                <Avatar id={id} name={words} />
                {words}
                {(turn || absent) && (
                  <span className="meta" style={turn ? { color: 'inherit' } : undefined}>
                    {turn ? 'next' : absent}
                  </span>
                )}
              </button>
            )}
          />
        )
      })}
      <Pop
        open={open}
        onClose={() => setOpen(false)}
        label={`Rotation of ${name}`}
        width={260}
        target={
          <IconButton
            name="plus"
            label={`Add a person to ${name}`}
            small
            className="add"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        }
      >
        <PickList label="Person" options={peopleOptions(meta)} chosen={members} onPick={toggle} />
      </Pop>
    </div>
  )
}
