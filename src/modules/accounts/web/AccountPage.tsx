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
import { accountAround, leads, opportunities, partsOfIt, people } from './account_around.ts'

export function AccountPage() {
  const meta = useMeta()
  const stage = meta.objects.find(object => object.name === 'opportunity')?.fields.stage
  return (
    <RecordPage
      object="account"
      around={accountAround}
      organisation
      subtitle={({ record }) => [record.industry, record.domain].filter(Boolean).join(', ')}
      fieldSlots={() => ({ annual_revenue: { label: 'Revenue' }, parent_id: { label: 'Parent' } })}
      context={({ record }) => (
        <>
          <OpenTasks object="account" record={record} />
          <InTouchPanel object="account" record={record} />
          <Related
            title="People"
            list={people}
            of={record}
            subtitle={contact => String(contact.title ?? '')}
            empty="Nobody is known here yet."
          />
          <Related
            title="Opportunities"
            list={opportunities}
            of={record}
            organisation
            subtitle={opportunity => (stage ? optionLabel(stage, opportunity.stage) : '')}
            hint={opportunity => (isMoney(opportunity.amount) ? formatMoney(opportunity.amount) : null)}
          />
          <Renewals account={record.id} />
          <AccountOnboarding account={record} />
          <Related title="Leads" list={leads} of={record} hint={lead => <LeadStatusPill status={String(lead.status)} />} />
          <Related title="Part of it" list={partsOfIt} of={record} organisation />
          <Attachments object="account" record={record} />
        </>
      )}
    />
  )
}
