import type { Choice } from '../../platform/object/field.ts'

const choices = <const V extends Record<string, string>>(labels: V): readonly Choice[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

/** Values that programs use (contract.md, values); labels and further ones are edited in Settings. */
export const leadStatuses = choices({
  new: 'New',
  working: 'Working',
  nurturing: 'Nurturing',
  converted: 'Converted',
  unqualified: 'Unqualified',
})
export const leadSources = choices({
  email: 'Email',
  contact_form: 'Contact form',
  demo_booking: 'Demo booking',
  product_signup: 'Product sign-up',
  zendesk: 'Zendesk',
  forwarded_email: 'Forwarded email',
  slack: 'Slack',
  event: 'Event',
  referral: 'Referral',
  import: 'Import',
  api: 'API',
  manual: 'Manual',
})
export const disqualificationReasons = choices({
  budget: 'Budget',
  lack_of_fit: 'Lack of fit',
  self_serve_customer: 'Self-serve customer',
  not_sales: 'Not a sales inquiry',
  support_request: 'Support request',
  revops_request: 'RevOps request',
  spam: 'Spam',
  no_response: 'No response',
  duplicate: 'Duplicate',
})
export const recommendedFlows = choices({ hands_on: 'Hands-on', self_serve: 'Self-serve' })
