import { CLOSED, stage } from './pipelines.ts'
import { options, type Playbook } from './playbook.ts'
import { productLed } from './product_led.ts'

/** One pipeline for everything; conversations and sign-ups go straight to contacts, and every sign-up is an opportunity of its account. */
export const singlePipeline: Playbook = {
  ...productLed,
  key: 'single_pipeline',
  label: 'Single pipeline',
  description: 'One pipeline from the new user to the won customer; no lead stage in the menu.',
  menu: productLed.menu.filter(entry => entry !== 'leads' && entry !== 'pool'),
  product_events: { ...productLed.product_events, opportunity_pipeline: 'paid' },
  record_types: productLed.record_types.map(type => ({ ...type, pipeline: 'paid' })),
  opportunity_types: options({ cloud: 'Cloud', scale: 'Scale', startup: 'Startup' }),
  opportunity_defaults: { amount: null, type: 'cloud' },
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
  views: productLed.views.filter(view => view.object !== 'lead'),
}
