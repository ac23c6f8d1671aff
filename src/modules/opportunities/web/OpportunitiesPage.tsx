import { ObjectList } from '../../../web/object/list/ObjectList.tsx'
import { opportunityColumns } from './opportunity_columns.tsx'

export function OpportunitiesPage() {
  return (
    <ObjectList
      object="opportunity"
      path="/opportunities"
      columns={opportunityColumns}
      purpose="Qualified possible sales, each with an account, an amount and a next step."
    />
  )
}
