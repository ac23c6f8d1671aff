import { CLOSED, stage } from './pipelines.ts'
import { options, type Playbook } from './playbook.ts'
import { productLed } from './product_led.ts'

const { lead: _leads, ...views } = productLed.views
const { opportunities } = productLed.settings

/** One pipeline for everything; conversations and sign-ups go straight to contacts and their opportunities, so no list of leads is offered. */
export const singlePipeline: Playbook = {
  ...productLed,
  key: 'single_pipeline',
  label: 'Single pipeline',
  description: 'One pipeline from the new user to the won customer.',
  choices: {
    ...productLed.choices,
    opportunity: { ...productLed.choices.opportunity, type: options({ cloud: 'Cloud', scale: 'Scale', startup: 'Startup' }) },
  },
  pipelines: [
    {
      key: 'paid',
      label: 'Paid',
      stages: [
        stage('new_user', 'New user', 10),
        stage('first_contact', 'First contact', 20),
        stage('in_discussion', 'In discussion', 40),
        stage('evaluating', 'Evaluating', 60),
        ...CLOSED,
      ],
    },
  ],
  settings: {
    ...productLed.settings,
    // A sign-up is a contact with an opportunity, never a lead.
    product_events: { ...productLed.settings.product_events, onboarding_plans: [], sign_up_pipeline: 'paid' },
    opportunities: {
      ...opportunities,
      default_type: 'cloud',
      record_types: opportunities.record_types.map(type => ({ ...type, pipeline: 'paid' })),
    },
  },
  views,
}
