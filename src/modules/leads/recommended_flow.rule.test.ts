import { expect, it } from 'vitest'
import { type FlowInput, recommendedFlow } from './recommended_flow.rule.ts'

const thresholds = { monthly_events: 5_000_000, monthly_recordings: 100_000, potential_value: 20_000 }

it.each<[FlowInput, 'hands_on' | 'self_serve', string[]]>([
  [{ monthly_events: 6_200_000, wants_annual: true }, 'hands_on', ['6.2 M events a month, the line is 5 M.', 'Wants to pay once a year.']],
  [{ monthly_events: 5_000_000 }, 'hands_on', ['5 M events a month, the line is 5 M.']],
  [{ monthly_events: 4_999_999 }, 'self_serve', ['4.9 M events a month, the line is 5 M.']],
  [{ monthly_recordings: 100_000 }, 'hands_on', ['100 k recordings a month, the line is 100 k.']],
  [
    { monthly_recordings: 99_999, monthly_events: 0 },
    'self_serve',
    ['0 events a month, the line is 5 M.', '99,999 recordings a month, the line is 100 k.'],
  ],
  [{ wants_annual: true }, 'hands_on', ['Wants to pay once a year.']],
  [
    { needs_evaluation: true, potential_value: 20_000 },
    'hands_on',
    ['Needs a guided evaluation and could be worth $20,000 a year, the line is $20,000.'],
  ],
  [
    { needs_evaluation: true, potential_value: 19_999, monthly_events: 1 },
    'self_serve',
    ['1 event a month, the line is 5 M.', 'Needs a guided evaluation and could be worth $19,999 a year, the line is $20,000.'],
  ],
  [
    { needs_evaluation: true },
    'self_serve',
    ['Events a month are not known.', 'Needs a guided evaluation, but the potential value is not known.'],
  ],
  [{ potential_value: 1_000_000 }, 'self_serve', ['Events a month are not known.']],
  [{}, 'self_serve', ['Events a month are not known.']],
])('%j is %s', (input, flow, reasons) => expect(recommendedFlow(input, thresholds)).toEqual({ flow, reasons }))
