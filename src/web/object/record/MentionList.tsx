import type { RefObject } from 'react'
import { hasObject, useMeta } from '../../api/meta.ts'
import { useFew } from '../../api/records.ts'
import type { Rec } from '../../api/types.ts'

/** Teams that can be mentioned. */
export function useTeams(enabled: boolean): readonly Rec[] {
  const meta = useMeta()
  return useFew('team', { limit: 100 }, enabled && hasObject(meta, 'team')).data?.data ?? []
}

interface MentionListProps {
  text: string
  teams: readonly Rec[]
  onChange: (text: string) => void
  field: RefObject<HTMLTextAreaElement | null>
}

/** While a name is being typed after @: who may be meant. */
export function MentionList({ text, teams, onChange, field }: MentionListProps) {
  const meta = useMeta()
  const word = /(?:^|\s)@(\p{L}*)$/u.exec(text)?.[1]
  if (word === undefined) return null
  const fits = (name: unknown) => String(name).toLowerCase().startsWith(word.toLowerCase())
  const found = [
    ...meta.users.filter(user => user.active && fits(user.name)).map(user => ({ id: user.id, name: user.name, hint: '' })),
    ...teams.filter(team => fits(team.name)).map(team => ({ id: team.id, name: String(team.name), hint: 'team' })),
  ].slice(0, 6)
  if (found.length === 0) return null
  return (
    <div className="row mentions">
      {found.map(one => (
        <button
          key={one.id}
          type="button"
          className="btn quiet sm"
          onClick={() => {
            onChange(text.replace(/@\p{L}*$/u, `@${one.name} `))
            field.current?.focus()
          }}
        >
          {one.name}
          {one.hint && <span className="t3"> {one.hint}</span>}
        </button>
      ))}
    </div>
  )
}
