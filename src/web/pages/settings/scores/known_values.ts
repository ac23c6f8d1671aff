import type { Role, SubRole } from '../../../../modules/scoring/read_role.rule.ts'
import type { ScoreChoice, ScoreField } from '../../../../modules/scoring/score_table.rule.ts'
import type { Option } from '../../../ui/PickList.tsx'

// Records, so that a role that is read tomorrow cannot be missing here.
const roles: Record<Role | 'technical_product', string> = {
  engineering: 'Engineering',
  product: 'Product',
  technical_product: 'Technical product',
  leadership: 'Leadership',
  founder: 'Founder',
  marketing: 'Marketing',
  sales: 'Sales',
  customer_success: 'Customer success',
  design: 'Design',
  operations: 'Operations',
  student: 'Student',
  other: 'Other',
}
const subRoles: Record<SubRole, string> = {
  data_science: 'Data science',
  project: 'Projects',
  software_engineer: 'Software engineer',
  web_engineer: 'Web engineer',
  founder_ceo: 'Founder or CEO',
  other: 'Other',
}
const known: Partial<Record<ScoreField, Record<string, string>>> = {
  role: roles,
  sub_role: subRoles,
  company_type: { private: 'Private', public: 'Public', nonprofit: 'Non-profit', government: 'Government', education: 'Education' },
  free_mail: { true: 'Yes', false: 'No' },
}

/** The values that a score can tell apart, with whatever else the table already names. */
export function knownValues(field: ScoreField, choices: readonly ScoreChoice[]): Option[] {
  const words = known[field] ?? {}
  const named = choices.flatMap(choice => choice.values).filter(value => !(value in words))
  return [...Object.entries(words).map(([value, label]) => ({ value, label })), ...named.map(value => ({ value, label: value }))]
}
