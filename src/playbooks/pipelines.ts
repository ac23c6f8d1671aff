import type { PlaybookPipeline, PlaybookStage } from './playbook.ts'

/** Forecast category by probability: under 50 % pipeline, 50–79 % best case, from 80 % commit. */
export const stage = (key: string, label: string, probability: number, help?: string): PlaybookStage => ({
  key,
  label,
  probability,
  forecast_category: probability >= 80 ? 'commit' : probability >= 50 ? 'best_case' : 'pipeline',
  outcome: 'open',
  ...(help === undefined ? {} : { help }),
})

/** Closed won ← contract start date and at least one product; the contract link is asked. Closed lost ← loss reason. */
export const CLOSED: readonly PlaybookStage[] = [
  {
    key: 'closed_won',
    label: 'Closed won',
    probability: 100,
    forecast_category: 'closed',
    outcome: 'won',
    required: ['contract_start_date', 'products'],
    asked: ['contract_link'],
  },
  {
    key: 'closed_lost',
    label: 'Closed lost',
    probability: 0,
    forecast_category: 'omitted',
    outcome: 'lost',
    required: ['loss_reason'],
    asked: ['additional_loss_context'],
  },
]

const review = stage('commercial_legal_review', 'Commercial & legal review', 80)

export const PIPELINES: readonly PlaybookPipeline[] = [
  {
    key: 'sales',
    label: 'Sales',
    stages: [
      stage('inbound_lead', 'Inbound lead', 10),
      stage('meeting_booked', 'Meeting booked', 20),
      stage('demo_completed', 'Demo completed', 40, 'Decide hands-on or self-serve.'),
      stage('product_evaluation', 'Product evaluation', 50, 'Slack Connect channel, time-boxed trial.'),
      review,
      ...CLOSED,
    ],
  },
  {
    key: 'renewal',
    label: 'Renewal',
    stages: [
      stage('qualification', 'Qualification', 10),
      stage('meeting_booked', 'Meeting booked', 20),
      stage('product_evaluation', 'Product evaluation', 50),
      review,
      ...CLOSED,
    ],
  },
  {
    key: 'self_serve',
    label: 'Self-serve',
    stages: [
      stage('contacted', 'Contacted', 10),
      stage('getting_started', 'Getting started', 30),
      stage('sending_data', 'Sending data', 60),
      ...CLOSED,
    ],
  },
]
