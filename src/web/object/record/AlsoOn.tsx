import { useState } from 'react'
import { hasObject, objectOf, useMeta } from '../../api/meta.ts'
import { useFew } from '../../api/records.ts'
import type { Filter, MetaObject, Rec } from '../../api/types.ts'
import { Select } from '../../ui/Select.tsx'

export type AlsoRecord = { object: string; id: string }

const idOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What a call may concern besides the record that it is written on: its people, opportunities and account (A7). */
function useOffers(object: MetaObject, record: Rec): { object: string; rows: Rec[] }[] {
  const meta = useMeta()
  const account = object.name === 'account' ? record.id : idOf(record.account_id)
  const at = (name: string): { filter: Filter; limit: number } => ({
    filter: { field: name === 'account' ? 'id' : 'account_id', op: 'is', value: account },
    limit: 50,
  })
  const ask = (name: string) => account !== null && object.name !== name && hasObject(meta, name)
  const contacts = useFew('contact', at('contact'), ask('contact')).data?.data ?? []
  const deals = useFew('opportunity', at('opportunity'), ask('opportunity')).data?.data ?? []
  return [
    { object: 'contact', rows: contacts },
    { object: 'opportunity', rows: deals.filter(deal => deal.closed_at === null || deal.closed_at === undefined) },
  ].filter(offer => offer.object !== object.name && offer.rows.length > 0)
}

/** Chooses the contact and the opportunity that the same entry stands on as well. */
export function AlsoOn({
  object,
  record,
  also,
  onChange,
}: {
  object: MetaObject
  record: Rec
  also: AlsoRecord[]
  onChange: (also: AlsoRecord[]) => void
}) {
  const meta = useMeta()
  const offers = useOffers(object, record)
  const [open, setOpen] = useState(false)
  if (offers.length === 0) return null
  const chosen = (name: string) => also.find(one => one.object === name)?.id ?? null
  if (!open && also.length === 0)
    return (
      <button type="button" className="btn quiet sm" onClick={() => setOpen(true)}>
        Also on …
      </button>
    )
  return offers.map(offer => {
    const { label, title } = objectOf(meta, offer.object)
    return (
      <div className="owner" key={offer.object}>
        <Select
          label={`Also on ${label[0].toLowerCase()}`}
          placeholder={`Also on ${label[0].toLowerCase()}`}
          clearable
          options={offer.rows.map(row => ({ value: row.id, label: String(row[title] ?? '') }))}
          value={chosen(offer.object)}
          onChange={id => onChange([...also.filter(one => one.object !== offer.object), ...(id ? [{ object: offer.object, id }] : [])])}
        />
      </div>
    )
  })
}
