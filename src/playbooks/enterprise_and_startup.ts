import { CLOSED, stage } from './pipelines.ts'
import type { Playbook, PlaybookStage } from './playbook.ts'
import { productLed } from './product_led.ts'

const STAGES: readonly PlaybookStage[] = [
  stage('first_contact', 'First contact', 10),
  stage('in_discussion', 'In discussion', 30),
  stage('quote_sent', 'Quote sent', 60),
  stage('contract', 'Contract', 80),
  ...CLOSED,
]

/** Two pipelines by the kind of customer; the deal type must be chosen. */
export const enterpriseAndStartup: Playbook = {
  ...productLed,
  key: 'enterprise_and_startup',
  label: 'Enterprise and startup',
  description: 'Enterprise and startup customers in pipelines of their own.',
  pipelines: [
    { key: 'enterprise', label: 'Enterprise', stages: STAGES },
    { key: 'startup', label: 'Startup', stages: STAGES },
  ],
  settings: {
    ...productLed.settings,
    opportunities: {
      ...productLed.settings.opportunities,
      default_type: null,
      record_types: [
        ...productLed.settings.opportunities.record_types.map(type => ({ ...type, pipeline: 'enterprise' })),
        { value: 'startup', label: 'Startup', pipeline: 'startup', required: [] },
      ],
    },
  },
}
