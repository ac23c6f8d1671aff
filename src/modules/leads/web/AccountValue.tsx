import { hasObject, objectOf, useMeta } from '../../../web/api/meta.ts'
import { useRecord } from '../../../web/api/records.ts'
import { FieldValue } from '../../../web/object/field/FieldValue.tsx'
import { isNothing } from '../../../web/object/field/values.ts'

/** What the account says where the lead itself says nothing: the scores are made from it too (C2). */
export function AccountValue({ account, name }: { account: unknown; name: string }) {
  const meta = useMeta()
  if (typeof account !== 'string' || !hasObject(meta, 'account')) return 'Not known'
  return <Loaded id={account} name={name} />
}

function Loaded({ id, name }: { id: string; name: string }) {
  const object = objectOf(useMeta(), 'account')
  const { data } = useRecord('account', id)
  const field = object.fields[name]
  const value = data?.record[name]
  if (!data || !field || isNothing(value)) return 'Not known'
  return (
    <span className="t2" title="From the account">
      <FieldValue field={field} value={value} refs={data.refs} />
    </span>
  )
}
