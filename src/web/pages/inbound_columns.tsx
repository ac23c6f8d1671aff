import type { ColumnSlots } from '../object/list/columns.tsx'
import { Tag } from '../ui/marks.tsx'

const tones: Record<string, 'green' | 'info' | 'warn' | undefined> = { created: 'green', filed: 'info', needs_a_look: 'warn' }

/** What was decided, as a tag. */
export function OutcomeTag({ outcome, label }: { outcome: unknown; label: string | undefined }) {
  if (typeof outcome !== 'string') return <Tag>Waiting</Tag>
  const tone = tones[outcome]
  return <Tag {...(tone ? { tone } : {})}>{label ?? outcome}</Tag>
}

const labels: Record<string, string> = {
  created: 'Lead made',
  filed: 'Filed',
  duplicate: 'Duplicate',
  needs_a_look: 'Needs a look',
  ignored: 'Ignored',
}

export const inboundColumns: ColumnSlots = {
  subject: { width: 220, card: 'name' },
  sender: { width: 180, card: 'co' },
  received_at: { width: 96, card: 'sla' },
  channel: { width: 100 },
  outcome: {
    width: 116,
    card: 'st',
    render: inbound => <OutcomeTag outcome={inbound.outcome} label={labels[String(inbound.outcome)]} />,
  },
  reason: { width: 300 },
  lead_id: { width: 130, card: 'own' },
}
