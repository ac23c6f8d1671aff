import { useState } from 'react'
import { useMeta, whyNotUpdate } from '../../../web/api/meta.ts'
import { one } from '../../../web/object/actions/target.ts'
import type { Section } from '../../../web/object/record/FieldSections.tsx'
import { RecordPage, type RecordView } from '../../../web/object/record/RecordPage.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import type { MenuItem } from '../../../web/ui/Menu.tsx'
import { AccountValue } from './AccountValue.tsx'
import { LeadContext } from './LeadContext.tsx'
import { LeadWork } from './LeadWork.tsx'
import { LocalTime } from './LocalTime.tsx'
import { leadAround } from './lead_around.ts'
import { claim } from './own.ts'
import { type PoolAsk, PoolDialog } from './PoolDialog.tsx'
import { useLeadStep } from './use_lead_step.tsx'

const sections: Section[] = [
  {
    title: 'Person',
    fields: [
      'email',
      'phone',
      'title',
      'role_at_organization',
      'country',
      'source',
      'product_interest',
      'owner_id',
      'next_steps',
      'next_step_date',
    ],
  },
  {
    title: 'Company',
    fields: ['company', 'account_id', 'domain', 'industry', 'employees', 'annual_revenue', 'founded_year', 'company_type'],
  },
  {
    title: 'Product use',
    fields: [
      'plan',
      'monthly_events',
      'monthly_recordings',
      'monthly_active_users',
      'product_signup_ts',
      'wants_annual',
      'needs_evaluation',
    ],
  },
]

const ofTheCompany = ['industry', 'employees', 'founded_year', 'company_type']

const closed = (view: RecordView) => view.record.status === 'unqualified' || view.record.status === 'converted'
const subtitleOf = ({ record }: RecordView): string => [record.title, record.company ?? record.domain].filter(Boolean).join(', ')

export function LeadPage() {
  const meta = useMeta()
  const step = useLeadStep()
  const [asking, setAsking] = useState<PoolAsk | null>(null)
  return (
    <RecordPage
      object="lead"
      around={leadAround}
      step={step}
      sections={sections}
      subtitle={subtitleOf}
      fieldSlots={({ record, actions }) => ({
        owner_id: { onEdit: () => actions.assign(one(record)), nothing: 'Nobody yet' },
        next_steps: { nothing: 'Add a next step' },
        ...Object.fromEntries(ofTheCompany.map(name => [name, { nothing: <AccountValue lead={record} name={name} /> }])),
        annual_revenue: { label: 'Revenue', nothing: <AccountValue lead={record} name="annual_revenue" /> },
        monthly_active_users: { label: 'Active users' },
        monthly_events: { label: 'Events' },
        monthly_recordings: { label: 'Recordings' },
        product_interest: { label: 'Product' },
        country: { after: <LocalTime country={record.country} /> },
      })}
      work={view => (
        <>
          <LeadWork {...view} />
          {asking && <PoolDialog ask={asking} lead={view.record} onClose={() => setAsking(null)} />}
        </>
      )}
      context={view => <LeadContext {...view} />}
      buttons={view => !closed(view) && <LeadButtons {...view} />}
      menu={view => (closed(view) ? [] : stepsOf(view, whyNotUpdate(meta, view.object, view.record), setAsking))}
      keys={(view): Record<string, () => void> =>
        closed(view)
          ? {}
          : {
              'shift+d': () => view.actions.stepTo(one(view.record), 'unqualified'),
              'shift+c': () => view.actions.stepTo(one(view.record), 'converted'),
            }
      }
    />
  )
}

/** The steps between an open lead and its end, and between its owner and the pool. */
function stepsOf({ record, actions }: RecordView, why: string | undefined, ask: (ask: PoolAsk) => void): (MenuItem | false)[] {
  return [
    !record.owner_id && { label: 'Claim', icon: 'pool', why, run: () => void claim(record) },
    Boolean(record.owner_id) && { label: 'Put into the pool …', icon: 'pool', why, run: () => ask('release') },
    Boolean(record.idle_since) && { label: 'Keep out of the pool …', icon: 'pool', why, run: () => ask('keep') },
    { label: 'Convert …', icon: 'check', keys: 'shift+c', why, run: () => actions.stepTo(one(record), 'converted') },
    { label: 'Disqualify …', icon: 'spam', keys: 'shift+d', why, run: () => actions.stepTo(one(record), 'unqualified') },
  ]
}

function LeadButtons({ object, record, actions }: RecordView) {
  const why = whyNotUpdate(useMeta(), object, record)
  const shared = { disabled: why !== undefined, title: why }
  return (
    <>
      <Button look="quiet" keys="shift+d" className="hide-s" {...shared} onClick={() => actions.stepTo(one(record), 'unqualified')}>
        Disqualify
      </Button>
      <Button keys="shift+c" {...shared} onClick={() => actions.stepTo(one(record), 'converted')}>
        Convert
      </Button>
      {!record.owner_id && (
        <Button look="primary" className="hide-s" {...shared} onClick={() => void claim(record)}>
          Claim
        </Button>
      )}
    </>
  )
}
