import { ObjectList } from '../../../web/object/list/ObjectList.tsx'

export function AccountsPage() {
  return (
    <ObjectList
      object="account"
      path="/accounts"
      purpose="Organisations, one for each company domain. Leads and sign-ups find theirs by themselves."
    />
  )
}
