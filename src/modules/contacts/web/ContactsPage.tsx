import { ObjectList } from '../../../web/object/list/ObjectList.tsx'

export function ContactsPage() {
  return (
    <ObjectList
      object="contact"
      path="/contacts"
      purpose="People that you deal with, each with an account, a conversation and a history."
    />
  )
}
