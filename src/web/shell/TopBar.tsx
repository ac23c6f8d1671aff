import type { ReactNode } from 'react'
import { A } from '../ui/A.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useShell } from './shell_context.ts'
import { useTitle } from './use_title.ts'

interface TopBarProps {
  title: string
  /** Shown instead of the title on phones, where the record names itself below. */
  shortTitle?: string
  /** Where this page belongs to. */
  parent?: { href: string; label: string }
  /** Beside the title: views with counts, position in the list. */
  children?: ReactNode
  /** At the right: other actions first, the one primary last. */
  actions?: ReactNode
  /** Record pages have no room for the search button; ⌘K is there all the same. */
  search?: boolean
}

export function TopBar({ title, shortTitle, parent, children, actions, search = true }: TopBarProps) {
  const { openPalette } = useShell()
  useTitle(title)
  return (
    <header className="top">
      {parent && (
        <>
          <A className="btn sq quiet only-s back" href={parent.href} aria-label={`Back to ${parent.label.toLowerCase()}`}>
            <Icon name="back" />
          </A>
          <A className="crumb hide-s" href={parent.href}>
            {parent.label}
          </A>
          <span className="t3 hide-s" aria-hidden>
            /
          </span>
        </>
      )}
      <h1 className="cut">
        {shortTitle ? (
          <>
            <span className="hide-s">{title}</span>
            <span className="only-s">{shortTitle}</span>
          </>
        ) : (
          title
        )}
      </h1>
      {children}
      <span className="grow" />
      {search && (
        <>
          <Button look="quiet" icon="search" keys="mod+k" className="hide-s" onClick={() => openPalette()}>
            Search
          </Button>
          <IconButton name="search" label="Search" className="only-s" onClick={() => openPalette()} />
        </>
      )}
      {actions}
    </header>
  )
}
