import { useDebouncedValue } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { LeadFirstReply, LeadStatusPill } from '../../../modules/leads/web/lead_columns.tsx'
import { hasObject, objectOf, useMeta } from '../../api/meta.ts'
import { useFew, useRecord } from '../../api/records.ts'
import type { MetaObject, Rec, Refs } from '../../api/types.ts'
import { formatMoney, isMoney } from '../../format/numbers.ts'
import { FieldValue } from '../../object/field/FieldValue.tsx'
import { isNothing, optionLabel } from '../../object/field/values.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import type { SearchHit } from './search.ts'

const factsOf: Record<string, string[]> = {
  account: ['mrr', 'last_touched_at', 'owner_id', 'created_at'],
  lead: ['score', 'source', 'owner_id', 'last_touched_at'],
  contact: ['account_id', 'last_touched_at', 'owner_id', 'phone'],
  opportunity: ['amount', 'close_date', 'owner_id', 'stage'],
}

/** What a record is about, at a glance. */
export function PalettePreview({ hit }: { hit: SearchHit | undefined }) {
  const meta = useMeta()
  const [settled] = useDebouncedValue(hit, 80)
  const known = settled && hasObject(meta, settled.object)
  if (!settled || !known) return <aside className="pre" aria-label="Preview" />
  return <Preview key={settled.id} hit={settled} object={objectOf(meta, settled.object)} />
}

function Preview({ hit, object }: { hit: SearchHit; object: MetaObject }) {
  const { data } = useRecord(object.name, hit.id)
  const record = data?.record
  return (
    <aside className="pre" aria-label={`Preview of ${hit.title}`}>
      <div className="idn">
        <Avatar id={hit.id} name={hit.title} size="xl" organisation={object.name === 'account' || object.name === 'opportunity'} />
        <div className="grow">
          <h2 className="cut">{hit.title}</h2>
          <p className="meta cut">{hit.subtitle}</p>
        </div>
      </div>
      {record && data && <Facts object={object} record={record} refs={data.refs} />}
      {record && object.name === 'lead' && (
        <div className="row pad">
          <LeadStatusPill status={String(record.status)} />
          <LeadFirstReply lead={record} />
        </div>
      )}
      {record && object.name === 'lead' && typeof record.assignment_reason === 'string' && <p className="t2">{record.assignment_reason}</p>}
      {object.name === 'account' && <OpenOpportunities accountId={hit.id} />}
    </aside>
  )
}

function Facts({ object, record, refs }: { object: MetaObject; record: Rec; refs: Refs }) {
  const names = (factsOf[object.name] ?? object.list.slice(1, 5)).filter(name => name in object.fields)
  return (
    <div className="facts">
      {names.map(name => {
        const field = object.fields[name]
        const value: ReactNode =
          field && !isNothing(record[name]) ? (
            <FieldValue field={field} value={record[name]} refs={refs} />
          ) : (
            <span className="t3">Not known</span>
          )
        return (
          <div key={name}>
            <span className="meta">{name === 'created_at' ? 'Since' : field?.label}</span>
            <b>{value}</b>
          </div>
        )
      })}
    </div>
  )
}

function OpenOpportunities({ accountId }: { accountId: string }) {
  const meta = useMeta()
  const filter = {
    and: [
      { field: 'account_id', op: 'is' as const, value: accountId },
      { field: 'closed_at', op: 'empty' as const },
    ],
  }
  const { data } = useFew('opportunity', { filter, limit: 5 }, hasObject(meta, 'opportunity'))
  const stage = meta.objects.find(one => one.name === 'opportunity')?.fields.stage
  if (!data || data.data.length === 0) return null
  return (
    <>
      <div className="label">Open opportunities</div>
      {data.data.map(one => (
        <div className="mini" key={one.id}>
          <span className="cut grow">{String(one.name)}</span>
          <span className="meta">{stage && optionLabel(stage, one.stage)}</span>
          <span>{isMoney(one.amount) && formatMoney(one.amount)}</span>
        </div>
      ))}
    </>
  )
}
