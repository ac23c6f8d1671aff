import { useMeta, useObject } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { useNow } from '../../../web/format/now.ts'
import { isMoney } from '../../../web/format/numbers.ts'
import { one } from '../../../web/object/actions/target.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { Attachments } from '../../../web/object/record/Attachments.tsx'
import { account } from '../../../web/object/record/beside.ts'
import type { Section } from '../../../web/object/record/FieldSections.tsx'
import { OpenTasks, Panel, Related } from '../../../web/object/record/panels.tsx'
import { RecordPage, type RecordView } from '../../../web/object/record/RecordPage.tsx'
import { Day } from '../../../web/ui/When.tsx'
import { InTouchPanel } from '../../in_touch/web/InTouch.tsx'
import { WinningPanels, WinningWork } from '../../winning/web/WinningPanels.tsx'
import { ContactRoles } from './ContactRoles.tsx'
import { opportunityAround, others } from './opportunity_around.ts'
import { ProductsPanel } from './ProductsPanel.tsx'
import { StagePath } from './StagePath.tsx'
import { Trail } from './Trail.tsx'
import { useOpportunityStep } from './use_opportunity_step.tsx'

const sections: Section[] = [
  { title: 'Deal', fields: ['amount', 'close_date', 'type', 'record_type', 'pipeline', 'owner_id', 'account_id', 'source', 'lead_id'] },
  { title: 'Next steps', fields: ['next_steps', 'next_step_date'] },
  {
    title: 'Closing',
    fields: [
      'contract_start_date',
      'contract_term_months',
      'paid_upfront',
      'contract_link',
      'loss_reason',
      'additional_loss_context',
      'self_serve_post_engagement',
      'arr_up_for_renewal',
      'renewal_of_id',
    ],
  },
  { title: 'Trial', fields: ['trial_starts_on', 'trial_ends_on'] },
]

export function OpportunityPage() {
  const stage = useObject('opportunity').fields.stage
  const step = useOpportunityStep()
  return (
    <RecordPage
      object="opportunity"
      around={opportunityAround}
      organisation
      step={step}
      sections={sections}
      subtitle={({ record, refs }) =>
        [refs.account?.[String(record.account_id)], stage && optionLabel(stage, record.stage)].filter(Boolean).join(', ')
      }
      fieldSlots={({ record, actions }) => ({
        owner_id: { onEdit: () => actions.assign(one(record)) },
        next_steps: { nothing: 'Add a next step' },
        next_step_date: { label: 'By' },
        amount: { label: 'Amount (ARR)' },
        self_serve_post_engagement: { label: 'Self-serve' },
        additional_loss_context: { label: 'Why it was lost' },
        contract_term_months: { label: 'Term (months)' },
        arr_up_for_renewal: { label: 'Up for renewal' },
      })}
      work={({ record }) => (
        <>
          <StagePath key={record.id} record={record} />
          <WinningWork opportunity={record} />
        </>
      )}
      context={view => <OpportunityContext {...view} />}
      menu={({ record, actions }) => [{ label: 'Change stage …', icon: 'opps', keys: 's', run: () => actions.step?.(one(record)) }]}
    />
  )
}

function OpportunityContext({ record }: RecordView) {
  const meta = useMeta()
  return (
    <>
      <NextStep record={record} />
      <OpenTasks object="opportunity" record={record} />
      <InTouchPanel object="opportunity" record={record} />
      <ContactRoles record={record} />
      <ProductsPanel record={record} />
      <WinningPanels opportunity={record} />
      <Trail record={record} currency={isMoney(record.amount) ? record.amount.currency : meta.workspace.currency} />
      <Related title="Account" list={account} of={record} organisation subtitle={company => String(company.domain ?? '')} />
      <Related
        title="Other opportunities"
        list={others}
        of={record}
        organisation
        except={record.id}
        hint={other => meta.users.find(user => user.id === other.owner_id)?.name}
      />
      <Attachments object="opportunity" record={record} />
    </>
  )
}

/** The next step, before all else; red once its day is past (E6). */
function NextStep({ record }: { record: Rec }) {
  const today = useNow().toISOString().slice(0, 10)
  const date = typeof record.next_step_date === 'string' ? record.next_step_date.slice(0, 10) : null
  if (typeof record.next_steps !== 'string' || record.closed_at) return null
  const late = date !== null && date < today
  return (
    <Panel
      title="Next step"
      className="o1"
      aside={
        date && (
          <span className={late ? 'bad' : ''}>
            {late ? 'was due ' : 'by '}
            <Day date={date} />
          </span>
        )
      }
    >
      <p className="t2">{record.next_steps}</p>
    </Panel>
  )
}
