import type { PlaybookSequence } from './playbook.ts'

/** D5: three mails to somebody who gets along without us, on day 0, 3 and 10. They stop as soon as the person says a word. */
export const SELF_SERVE_FLOW: PlaybookSequence = {
  key: 'self_serve',
  name: 'Self-serve flow',
  description: 'Starts by itself when “Self-serve – no interaction” is ticked on a lead. Nothing else is to be done.',
  stop_on: { reply: true, same_company_reply: true, bounce: true, unsubscribe: true, conversion: true },
  steps: [
    {
      key: 'welcome',
      subject: 'Welcome: getting started',
      delay_days: 0,
      at: null,
      body: `Hi {{first_name|there}},

thanks for getting in touch. You can do everything in {{workspace.name}} yourself, so there is no call to book and nothing to wait for.

What works best on the first day:

1. Send your first events. Put the snippet on a test page, click around, and watch them arrive.
2. Leave autocapture on. You can name the things that matter later, without another release.
3. Invite one person who will look at the numbers with you. It goes faster with two.

If anything is unclear, just reply. A person reads it.

{{owner.first_name|The team}}`,
    },
    {
      key: 'first_insights',
      subject: 'First insights',
      delay_days: 3,
      at: '09:00',
      body: `Hi {{first_name|there}},

by now there should be a few days of events. Three questions worth asking them:

- Where do new people drop out? Build a funnel from sign-up to the first thing that is of use to them.
- Who comes back? Look at retention by week. Everything else is easier to judge once you know it.
- Why? Watch five recordings of people who got stuck. Five are enough to see a pattern.

Put the answers on one dashboard and look at it on Mondays. That is a good start.

No events yet? Reply with what you see and we will tell you what is missing.

{{owner.first_name|The team}}`,
    },
    {
      key: 'in_the_way',
      subject: 'Anything in the way?',
      delay_days: 7,
      at: '09:00',
      body: `Hi {{first_name|there}},

this is the last mail of this kind, and it has one question: is anything in the way?

If it is something technical, tell us what you tried and we will help. If it is the price, say what you expected; it falls with volume, and most people overestimate what they need. If it is simply not for you, that is fine too, and a sentence about why helps us more than you would think.

And if all is well: great. We will leave you alone.

{{owner.first_name|The team}}`,
    },
  ],
}
