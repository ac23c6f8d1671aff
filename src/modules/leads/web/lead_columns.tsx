import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { useNow } from '../../../web/format/now.ts'
import type { ColumnSlots } from '../../../web/object/list/columns.tsx'
import { FirstReply, Score, StatusPill } from '../../../web/ui/marks.tsx'
import { When } from '../../../web/ui/When.tsx'

const momentOf = (value: unknown): Date | null => (typeof value === 'string' ? new Date(value) : null)

export function LeadStatusPill({ status }: { status: string }) {
  const { settings } = useMeta()
  return <StatusPill status={status} label={settings.lead_statuses?.find(one => one.value === status)?.label ?? status} />
}

function LeadScore({ value }: { value: number }) {
  return <Score value={value} max={useMeta().settings.score_max ?? 70} />
}

/** The countdown of a lead; nothing is due once it is closed unanswered or goes on by itself. */
export function LeadFirstReply({ lead }: { lead: Rec }) {
  const now = useNow()
  const { settings } = useMeta()
  const closed = lead.status === 'unqualified' || lead.status === 'converted' || lead.self_serve_no_interaction === true
  const dueAt = momentOf(lead.sla_due_at)
  const arrivedAt = momentOf(lead.created_at) ?? (dueAt && new Date(dueAt.getTime() - (settings.sla_hours ?? 24) * 3_600_000))
  const answeredAt = momentOf(lead.first_responded_at)
  const warnsAt = momentOf(lead.sla_warns_at)
  const warns = warnsAt && arrivedAt ? (warnsAt.getTime() - arrivedAt.getTime()) / 3_600_000 : (settings.sla_warning_hours ?? 20)
  return <FirstReply {...{ arrivedAt, answeredAt, now }} dueAt={closed ? null : dueAt} warnAfterHours={warns} />
}

/** How a list of leads draws what only leads have. */
export const leadColumns: ColumnSlots = {
  name: { width: 138, card: 'name' },
  company: { width: 132, card: 'co' },
  status: { width: 108, card: 'st', render: lead => <LeadStatusPill status={String(lead.status)} /> },
  score: { width: 84, card: 'score', numeric: false, render: lead => <LeadScore value={Number(lead.score ?? 0)} /> },
  icp_score: { label: 'ICP', width: 44 },
  source: { width: 116 },
  country: { width: 38, quietHeader: true, muted: true },
  monthly_events: { label: 'Events / mo', width: 84 },
  sla_due_at: {
    label: 'First reply',
    width: 118,
    card: 'sla',
    needs: ['first_responded_at', 'created_at', 'status', 'sla_warns_at', 'self_serve_no_interaction'],
    render: lead => <LeadFirstReply lead={lead} />,
  },
  owner_id: { width: 98, card: 'own' },
  last_touched_at: {
    label: 'Last touch',
    width: 85,
    muted: true,
    render: lead => (typeof lead.last_touched_at === 'string' ? <When at={lead.last_touched_at} /> : 'Never'),
  },
}
