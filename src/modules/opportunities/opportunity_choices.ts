import type { Choice } from '../../platform/object/field.ts'

const choices = (labels: Record<string, string>): readonly Choice[] => Object.entries(labels).map(([value, label]) => ({ value, label }))

/** Values that programs use (contract.md, values). */
export const recordTypes = choices({
  new_business: 'New business',
  existing_business: 'Existing business',
  convert_to_annual: 'Existing – convert to annual',
  renewal: 'Renewal',
})
export const opportunityTypes = choices({ annual_plan: 'Annual plan', monthly_plan: 'Monthly plan' })
export const pipelines = choices({ sales: 'Sales', renewal: 'Renewal', self_serve: 'Self-serve' })
export const stages = choices({
  inbound_lead: 'Inbound lead',
  qualification: 'Qualification',
  meeting_booked: 'Meeting booked',
  demo_completed: 'Demo completed',
  product_evaluation: 'Product evaluation',
  commercial_legal_review: 'Commercial & legal review',
  contacted: 'Contacted',
  getting_started: 'Getting started',
  sending_data: 'Sending data',
  closed_won: 'Closed won',
  closed_lost: 'Closed lost',
})
export const forecastCategories = choices({
  pipeline: 'Pipeline',
  best_case: 'Best case',
  commit: 'Commit',
  closed: 'Closed',
  omitted: 'Omitted',
})
export const lossReasons = choices({
  price: 'Price',
  missing_feature: 'Missing feature',
  competitor: 'Chose a competitor',
  built_in_house: 'Built in-house',
  no_decision: 'No decision',
  timing: 'Timing',
  security_compliance: 'Security or compliance',
  went_self_serve: 'Went self-serve',
  unresponsive: 'Unresponsive',
  other: 'Other',
})
