import type { Module } from '../../platform/module.ts'
import { contact } from './contact.object.ts'
import { contactIdentity } from './identity.ts'

export const contacts: Module = {
  name: 'contacts',
  objects: [contact],
  derivations: [contactIdentity],
}
