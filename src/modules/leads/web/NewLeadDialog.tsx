import { CreateDialog } from '../../../web/object/form/CreateDialog.tsx'

const asked = ['name', 'email', 'company', 'phone', 'title', 'country', 'source', 'monthly_events', 'owner_id', 'sales_form_message']

/** A lead by hand: what the rules need to find its owner and score; the owner may stay empty, then they decide (B11). */
export function NewLeadDialog({ onClose }: { onClose: () => void }) {
  return <CreateDialog object="lead" first={asked} help={{ owner_id: 'Left empty, the rules give it to somebody.' }} onClose={onClose} />
}
