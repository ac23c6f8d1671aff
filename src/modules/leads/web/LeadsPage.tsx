import { ObjectList } from '../../../web/object/list/ObjectList.tsx'
import { EnrollButton } from '../../sequences/web/EnrollDialog.tsx'
import { leadColumns } from './lead_columns.tsx'
import { NewLeadDialog } from './NewLeadDialog.tsx'
import { useLeadStep } from './use_lead_step.tsx'

export function LeadsPage() {
  const step = useLeadStep()
  return (
    <ObjectList
      object="lead"
      path="/leads"
      columns={leadColumns}
      step={step}
      bulk={target => <EnrollButton object="lead" target={target} />}
      create={close => <NewLeadDialog onClose={close} />}
      purpose="People who write, fill in a form or sign up appear here within seconds, each with an owner and the reason."
    />
  )
}
