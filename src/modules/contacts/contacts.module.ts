import type { Module } from '../../platform/module.ts'
import { nameDerivation } from '../enrichment/name.derive.ts'
import { touchRecords } from '../timeline/touch_records.ts'
import { contact } from './contact.object.ts'
import { contactIdentity } from './identity.ts'

export const contacts: Module = {
  name: 'contacts',
  objects: [contact],
  derivations: [nameDerivation('contact'), contactIdentity],
  consequences: [touchRecords('contact')],
}
