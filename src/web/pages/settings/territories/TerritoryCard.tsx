import type { ReactNode } from 'react'
import type { AssignmentSettings } from '../../../../modules/assignment/assignment_settings.ts'
import { useCount } from '../../../api/records.ts'
import { formatCount } from '../../../format/numbers.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Countries } from './Countries.tsx'
import { Rotation } from './Rotation.tsx'
import type { TerritoryRec } from './territory_types.ts'

interface TerritoryCardProps {
  territory: TerritoryRec
  index: number
  last: boolean
  handle: ReactNode
  next: string | null
  policy: AssignmentSettings | undefined
  onSet: (set: Partial<TerritoryRec>) => void
  onMove: (by: number) => void
  onRename: () => void
  onRemove: () => void
}

/** One territory: its place in the order, its countries, and who takes turns. */
export function TerritoryCard({ territory, index, last, handle, next, policy, onSet, onMove, onRename, onRemove }: TerritoryCardProps) {
  const { data: count } = useCount('lead', {
    and: [
      { field: 'territory_id', op: 'is', value: territory.id },
      { field: 'created_at', op: 'within_last', value: '30 days' },
    ],
  })
  return (
    <section className="card terr" aria-label={`${index + 1}. ${territory.name}`}>
      <header>
        {handle}
        <span className="tag">{index + 1}</span>
        <h3 className="cut">{territory.name}</h3>
        <span className="grow" />
        {count && (
          <span className="meta">
            {formatCount(count)} {count.value === 1 ? 'lead' : 'leads'} in 30 days
          </span>
        )}
        <Menu
          label={territory.name}
          items={[
            { label: 'Rename', icon: 'pencil', keys: 'enter', run: onRename },
            { label: 'Move up', icon: 'up', keys: 'shift+k', why: index === 0 ? 'Already the first.' : undefined, run: () => onMove(-1) },
            { label: 'Move down', icon: 'down', keys: 'shift+j', why: last ? 'Already the last.' : undefined, run: () => onMove(1) },
            { label: 'Remove', icon: 'trash', danger: true, run: onRemove },
          ]}
          target={(open, opened) => (
            <IconButton name="dots" label={`More for ${territory.name}`} small aria-haspopup="menu" aria-expanded={opened} onClick={open} />
          )}
        />
      </header>
      <div className="g">
        <span className="k">Countries</span>
        <Countries name={territory.name} countries={territory.countries} onChange={countries => onSet({ countries })} />
        <span className="k">Rotation</span>
        <Rotation name={territory.name} members={territory.members} next={next} policy={policy} onChange={members => onSet({ members })} />
      </div>
    </section>
  )
}
