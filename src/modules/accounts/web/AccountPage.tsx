import { useMeta } from '../../../web/api/meta.ts'
import { formatMoney, isMoney } from '../../../web/format/numbers.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { Attachments } from '../../../web/object/record/Attachments.tsx'
import { OpenTasks, Related } from '../../../web/object/record/panels.tsx'
import { RecordPage } from '../../../web/object/record/RecordPage.tsx'
import { InTouchPanel } from '../../in_touch/web/InTouch.tsx'
import { LeadStatusPill } from '../../leads/web/lead_columns.tsx'
import { AccountOnboarding } from '../../winning/web/Onboarding.tsx'
import { Renewals } from '../../winning/web/Renewals.tsx'

export function AccountPage() {
  const meta = useMeta()
  const stage = meta.objects.find(object => object.name === 'opportunity')?.fields.stage
  return (
    <RecordPage
      object="account"
      organisation
      subtitle={({ record }) => [record.industry, record.domain].filter(Boolean).join(', ')}
      fieldSlots={() => ({ annual_revenue: { label: 'Revenue' }, parent_id: { label: 'Parent' } })}
      context={({ record }) => {
        const here = { field: 'account_id', op: 'is' as const, value: record.id }
        return (
          <>
            <OpenTasks object="account" id={record.id} />
            <InTouchPanel object="account" record={record} />
            <Related
              title="People"
              object="contact"
              filter={here}
              subtitle={contact => String(contact.title ?? '')}
              empty="Nobody is known here yet."
            />
            <Related
              title="Opportunities"
              object="opportunity"
              organisation
              filter={here}
              subtitle={opportunity => (stage ? optionLabel(stage, opportunity.stage) : '')}
              hint={opportunity => (isMoney(opportunity.amount) ? formatMoney(opportunity.amount) : null)}
            />
            <Renewals account={record.id} />
            <AccountOnboarding account={record.id} />
            <Related title="Leads" object="lead" filter={here} hint={lead => <LeadStatusPill status={String(lead.status)} />} />
            <Related title="Part of it" object="account" organisation filter={{ field: 'parent_id', op: 'is', value: record.id }} />
            <Attachments object="account" id={record.id} />
          </>
        )
      }}
    />
  )
}
