import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { FieldValue } from '../../../web/object/field/FieldValue.tsx'
import { isNothing } from '../../../web/object/field/values.ts'
import { account } from '../../../web/object/record/beside.ts'
import { useBeside } from '../../../web/object/record/use_page.ts'

/** What the account says where the lead itself says nothing: the scores are made from it too (C2). */
export function AccountValue({ lead, name }: { lead: Rec; name: string }) {
  const meta = useMeta()
  const { data } = useBeside(account, lead)
  const field = meta.objects.find(one => one.name === 'account')?.fields[name]
  const value = data?.data[0]?.[name]
  if (!field || isNothing(value)) return 'Not known'
  return (
    <span className="t2" title="From the account">
      <FieldValue field={field} value={value} refs={data?.refs ?? {}} />
    </span>
  )
}
