import { ObjectList } from '../../../web/object/list/ObjectList.tsx'
import { EnrollButton } from '../../sequences/web/EnrollDialog.tsx'

export function ContactsPage() {
  return (
    <ObjectList
      object="contact"
      path="/contacts"
      bulk={target => <EnrollButton object="contact" target={target} />}
      purpose="People that you deal with, each with an account, a conversation and a history."
    />
  )
}
