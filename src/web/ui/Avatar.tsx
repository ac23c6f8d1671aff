import { initials, tint } from '../format/people.ts'

interface AvatarProps {
  id: string
  name: string
  /** 20 in lists, 24 in messages, 40 on the record. */
  size?: 's' | 'l' | 'xl'
  /** Organisations have corners. */
  organisation?: boolean
}

/** Two initials in the tint of the id, drawn by the style sheet so that no button is named by them. The name stands beside it or is its title. */
export function Avatar({ id, name, size = 's', organisation }: AvatarProps) {
  const letters = organisation ? initials(name).slice(0, 1) : initials(name)
  return (
    <span
      className={['av', tint(id), size === 's' ? '' : size, organisation ? 'org' : ''].filter(Boolean).join(' ')}
      aria-hidden
      title={name}
      data-letters={letters}
    />
  )
}

export function PersonName({ id, name, short }: { id: string; name: string; short?: string }) {
  return (
    <span className="row person">
      <Avatar id={id} name={name} />
      <span className="cut" title={name}>
        {short ?? name}
      </span>
    </span>
  )
}
