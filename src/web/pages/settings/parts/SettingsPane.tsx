import type { ReactNode } from 'react'

interface SettingsPaneProps {
  title: string
  /** The title is that of one entry, not the page's, which phones have at the top already. */
  own?: boolean
  intro?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** At the right: try it, preview. */
  aside?: ReactNode
}

/** The middle of a settings page, and what stands at its right. */
export function SettingsPane({ title, own, intro, actions, children, aside }: SettingsPaneProps) {
  return (
    <>
      <section className={aside ? 'pane' : 'pane alone'} aria-label={title}>
        <div className="pane-in">
          <div className="row pane-head">
            <h2 className={own ? '' : 'hide-s'}>{title}</h2>
            <span className="grow" />
            {actions}
          </div>
          {intro && <p className="t2">{intro}</p>}
          {children}
        </div>
      </section>
      {aside}
    </>
  )
}

/** The pane at the right where a page's settings can be tried before they act. */
export function TryPane({ title = 'Try it', note, children }: { title?: string; note?: ReactNode; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a preview holds nothing to focus, and must scroll by keyboard all the same
    <aside className="try" aria-label={title} tabIndex={0}>
      <h2>{title}</h2>
      {note && <p className="meta try-note">{note}</p>}
      {children}
    </aside>
  )
}

interface CardProps {
  title?: ReactNode
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** Rows come to the edges by themselves. */
  flush?: boolean
}

/** One box of a settings page. */
export function Card({ title, note, actions, children, flush }: CardProps) {
  return (
    <section className="card terr">
      {title !== undefined && (
        <header>
          <h3 className="cut">{title}</h3>
          <span className="grow" />
          {note && <span className="meta cut">{note}</span>}
          {actions}
        </header>
      )}
      <div className={flush ? 'card-rows' : 'card-in'}>{children}</div>
    </section>
  )
}
