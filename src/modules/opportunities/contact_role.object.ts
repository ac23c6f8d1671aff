import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, choice, ref } from '../../platform/object/field.ts'

const roles = [
  { value: 'decision_maker', label: 'Decision maker' },
  { value: 'champion', label: 'Champion' },
  { value: 'evaluator', label: 'Evaluator' },
  { value: 'technical', label: 'Technical' },
  { value: 'procurement', label: 'Procurement' },
  { value: 'legal', label: 'Legal' },
  { value: 'other', label: 'Other' },
] as const

/** Who takes part in an opportunity, and as what (E3). One of them is primary: `opportunity.primary_contact_id` names the same. */
export const contactRole = defineObject('contact_role', {
  plural: 'contact_roles',
  label: ['Contact role', 'Contact roles'],
  title: 'role',
  via: { object: 'opportunity', field: 'opportunity_id' },
  custom: true,
  without: ['merge'],
  list: ['opportunity_id', 'contact_id', 'role', 'is_primary'],
  unique: [['opportunity_id', 'contact_id']],
  fields: {
    opportunity_id: ref('opportunity', { label: 'Opportunity', required: true, indexed: true }),
    contact_id: ref('contact', { label: 'Contact', required: true, indexed: true }),
    role: choice(roles, { label: 'Role' }),
    is_primary: checkbox({ label: 'Primary' }),
  },
})

export type ContactRole = RowOf<typeof contactRole>
declare module '../../platform/db/database.ts' {
  interface Database {
    contact_role: ContactRole
  }
}
