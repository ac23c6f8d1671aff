import type { PlaybookForm } from './playbook.ts'

/** The default contact form (B7): only the address is asked for in earnest. */
export const CONTACT_FORM: PlaybookForm = {
  slug: 'contact',
  name: 'Contact form',
  title: 'Talk to us',
  intro: 'Tell us what you are after. A person answers within a day.',
  button: 'Send',
  thank_you: 'Thank you. We have your message and will write back within a day.',
  fields: [
    { name: 'name', label: 'Name', type: 'text', required: false },
    { name: 'email', label: 'Work email', type: 'email', required: true },
    { name: 'company', label: 'Company', type: 'text', required: false },
    { name: 'role_at_organization', label: 'Your role', type: 'text', required: false },
    { name: 'country', label: 'Country', type: 'country', required: false },
    {
      name: 'product_interest',
      label: 'What are you interested in?',
      type: 'choice',
      required: false,
      options: ['Product analytics', 'Session replay', 'Feature flags', 'Experiments', 'Data warehouse', 'Surveys', 'Something else'],
    },
    {
      name: 'monthly_active_users',
      label: 'Monthly active users',
      type: 'choice',
      required: false,
      options: ['Less than 10,000', '10,000 to 50,000', '50,000 to 100,000', '100,000 to 1 million', 'More than 1 million', 'Not sure'],
    },
    {
      name: 'monthly_events',
      label: 'Events a month',
      type: 'choice',
      required: false,
      options: ['Less than 1 million', '1 to 5 million', '5 to 20 million', '20 to 100 million', 'More than 100 million', 'Not sure'],
    },
    { name: 'sales_form_message', label: 'How can we help?', type: 'long_text', required: false },
  ],
}
