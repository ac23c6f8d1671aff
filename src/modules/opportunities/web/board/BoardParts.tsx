import { useMeta, useObject } from '../../../../web/api/meta.ts'
import type { Rec, Refs } from '../../../../web/api/types.ts'
import { formatMoney, formatMoneyShort, isMoney, type Money } from '../../../../web/format/numbers.ts'
import { optionLabel } from '../../../../web/object/field/values.ts'
import { Avatar } from '../../../../web/ui/Avatar.tsx'
import type { Stage } from '../../../pipelines/stage.rule.ts'
import { StageForm } from '../StageForm.tsx'
import { shortName } from './BoardCard.tsx'
import type { BoardData } from './board_data.ts'

/** What the whole board adds up to. */
export function BoardTotals({ totals: { open, won } }: { totals: BoardData['totals'] }) {
  const figure = (label: string, money: Money) => (
    <span title={formatMoney(money)}>
      <span className="t3">{label}</span> <b className="strong">{formatMoneyShort(money)}</b>
    </span>
  )
  return (
    <span className="row figures hide-s">
      {figure('Open', open.sum)}
      {figure('Weighted', open.weighted)}
      {figure('Won this quarter', won.sum)}
    </span>
  )
}

/** A card while it is held. */
export function Held({ card, account, words }: { card: Rec; account: string | undefined; words?: string }) {
  const { users } = useMeta()
  const owner = users.find(user => user.id === card.owner_id)
  return (
    <>
      <div className="h">
        <b>{shortName(String(card.name), account)}</b>
        {isMoney(card.amount) && <span>{formatMoneyShort(card.amount)}</span>}
      </div>
      <div className="f">
        <span className="cut">{words ?? String(card.next_steps ?? '')}</span>
        {owner && <Avatar id={owner.id} name={owner.name} />}
      </div>
    </>
  )
}

interface AskingProps {
  card: Rec
  stage: Stage
  refs: Refs
  onLeave: () => void
}

/** Where a card was dropped that still lacks something: the card above, the small form below. */
export function Asking({ card, stage, refs, onLeave }: AskingProps) {
  const { type } = useObject('opportunity').fields
  const contact = refs.contact?.[String(card.primary_contact_id)]
  return (
    <div className="asking">
      <div className="op held">
        <Held
          card={card}
          account={refs.account?.[String(card.account_id)]}
          words={[type && optionLabel(type, card.type), contact].filter(Boolean).join(', ')}
        />
      </div>
      <StageForm record={card} stage={stage} onDone={onLeave} onCancel={onLeave} />
    </div>
  )
}
