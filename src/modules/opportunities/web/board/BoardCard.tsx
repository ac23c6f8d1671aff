import { type MouseEvent, memo, type PointerEvent, useEffect, useRef } from 'react'
import { useMeta } from '../../../../web/api/meta.ts'
import type { Rec } from '../../../../web/api/types.ts'
import { calendarDate } from '../../../../web/format/dates.ts'
import { useNow } from '../../../../web/format/now.ts'
import { formatMoney, formatMoneyShort, isMoney } from '../../../../web/format/numbers.ts'
import { isTyping } from '../../../../web/keys/keys.ts'
import { A } from '../../../../web/ui/A.tsx'
import { Avatar } from '../../../../web/ui/Avatar.tsx'
import { IconButton } from '../../../../web/ui/Button.tsx'
import { Icon } from '../../../../web/ui/Icon.tsx'
import { Menu, type MenuItem } from '../../../../web/ui/Menu.tsx'

export interface CardActions {
  start: (event: PointerEvent<HTMLElement>, card: Rec) => void
  point: (id: string) => void
  open: (card: Rec) => void
  /** Where it may go, for whoever cannot drag. */
  moves: (card: Rec) => MenuItem[]
}

interface BoardCardProps {
  card: Rec
  account: string | undefined
  /** Days that its stage usually takes. */
  usual: number | null
  current: boolean
  /** It is held somewhere else: what stands here instead. */
  ghost: string | null
  actions: CardActions
}

const day = 86_400_000

/** Without its year where that goes without saying, so that a narrow card holds it. */
function cardDate(date: string, now: Date): string {
  const at = new Date(`${date}T00:00:00Z`)
  return calendarDate(date, Math.abs(at.getTime() - now.getTime()) < 300 * day ? at : now)
}

/** An opportunity is usually called after its account: the card then says just that, and the whole name on hover. */
export const shortName = (name: string, account: string | undefined): string => (account && name.startsWith(account) ? account : name)

export const BoardCard = memo(function BoardCard({ card, account, usual, current, ghost, actions }: BoardCardProps) {
  const { users } = useMeta()
  const now = useNow()
  const link = useRef<HTMLAnchorElement>(null)
  // Where the cursor is, the focus is: a screen reader reads the card. Not while somebody writes.
  useEffect(() => {
    if (current && !ghost && !isTyping(document.activeElement)) link.current?.focus({ preventScroll: true })
  }, [current, ghost])

  const owner = users.find(user => user.id === card.owner_id)
  const date = typeof card.close_date === 'string' ? card.close_date.slice(0, 10) : null
  const late = date !== null && !card.closed_at && date < now.toISOString().slice(0, 10)
  const days =
    typeof card.stage_entered_at === 'string' && !card.closed_at
      ? Math.max(0, Math.floor((now.getTime() - new Date(card.stage_entered_at).getTime()) / day))
      : null
  const long = days !== null && usual !== null && days > usual
  const name = String(card.name)
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    actions.open(card)
  }
  return (
    <article
      className={['op', current && 'cur', ghost && 'ghost'].filter(Boolean).join(' ')}
      data-card={card.id}
      onPointerDown={event => {
        if (event.target instanceof Element && event.target.closest('button')) return
        actions.point(card.id)
        actions.start(event, card)
      }}
    >
      <div className="h">
        <A ref={link} className="cut" href={`/opportunities/${card.id}`} draggable={false} onClick={follow} title={name} aria-label={name}>
          {shortName(name, account)}
        </A>
        {isMoney(card.amount) && <span title={formatMoney(card.amount)}>{formatMoneyShort(card.amount)}</span>}
      </div>
      <p className="nx">
        {ghost ?? (typeof card.next_steps === 'string' ? card.next_steps : !card.closed_at && <span className="t3">No next step</span>)}
      </p>
      <div className="f">
        {date && (
          <span className={late ? 'bad' : ''} title={late ? 'The close date is past' : 'Closes'}>
            <Icon name="cal" />
            {cardDate(date, now)}
            {late && <span className="sr">, past</span>}
          </span>
        )}
        {days !== null && (
          <span className={long ? 'warn' : ''} title={long ? 'Longer than this stage usually takes' : 'Days in this stage'}>
            <Icon name="clock" />
            {days} d{long && <span className="sr">, longer than usual</span>}
          </span>
        )}
        {owner && <Avatar id={owner.id} name={owner.name} />}
        <Menu
          label={`Move ${name}`}
          items={actions.moves(card)}
          target={(open, opened) => (
            <IconButton
              name="dots"
              small
              label={`Move ${name} to …`}
              className="mv"
              onClick={open}
              aria-haspopup="menu"
              aria-expanded={opened}
            />
          )}
        />
      </div>
    </article>
  )
})
