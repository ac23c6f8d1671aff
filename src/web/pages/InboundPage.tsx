import { ObjectList } from '../object/list/ObjectList.tsx'
import { InboundTabs } from './InboundTabs.tsx'
import { inboundColumns } from './inbound_columns.tsx'

/** Every inbound decision with its reason (rulings); opening one shows it where it can be corrected. */
export function InboundPage() {
  return (
    <ObjectList
      object="inbound"
      path="/inbound"
      title="Inbound"
      columns={inboundColumns}
      tabs={className => <InboundTabs here="/inbound" className={className} />}
      href={inbound => `/needs-a-look?at=${inbound.id}`}
      purpose="Every mail, form and product event, with what was decided about it and why."
    />
  )
}
