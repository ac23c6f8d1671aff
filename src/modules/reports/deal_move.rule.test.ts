import { expect, test } from 'vitest'
import { type DealState, movesOf } from './deal_move.rule.ts'

const days = { from: '2026-10-01', to: '2026-12-31' }
const deal = (more: Partial<DealState> = {}): DealState => ({
  cents: 100,
  close_date: '2026-11-15',
  closed_on: null,
  won: false,
  deleted: false,
  ...more,
})

test.each<[string, DealState | null, DealState, ReturnType<typeof movesOf>]>([
  ['nothing changed', deal(), deal(), []],
  ['new', null, deal(), [{ kind: 'in', cents: 100 }]],
  ['new, but closing later', null, deal({ close_date: '2027-02-01' }), []],
  ['pulled in', deal({ close_date: '2027-02-01' }), deal(), [{ kind: 'in', cents: 100 }]],
  ['reopened', deal({ closed_on: '2026-11-10' }), deal(), [{ kind: 'in', cents: 100 }]],
  ['back from the bin', deal({ deleted: true }), deal(), [{ kind: 'in', cents: 100 }]],
  ['grown', deal(), deal({ cents: 150 }), [{ kind: 'up', cents: 50 }]],
  ['shrunk', deal(), deal({ cents: 40 }), [{ kind: 'down', cents: -60 }]],
  ['slipped out', deal(), deal({ close_date: '2027-01-10' }), [{ kind: 'slipped', cents: -100 }]],
  ['slipped by a month, still in', deal(), deal({ close_date: '2026-12-01' }), [{ kind: 'slipped', cents: 0 }]],
  ['later in the same month', deal(), deal({ close_date: '2026-11-29' }), []],
  [
    'grown and slipped',
    deal(),
    deal({ cents: 120, close_date: '2026-12-01' }),
    [
      { kind: 'up', cents: 20 },
      { kind: 'slipped', cents: 0 },
    ],
  ],
  ['won', deal(), deal({ closed_on: '2026-11-20', won: true, cents: 90 }), [{ kind: 'won', cents: 90 }]],
  ['won at once', null, deal({ closed_on: '2026-11-20', won: true }), [{ kind: 'won', cents: 100 }]],
  [
    'won, planned for later',
    deal({ close_date: '2027-05-01' }),
    deal({ close_date: '2027-05-01', closed_on: '2026-11-20', won: true }),
    [{ kind: 'won', cents: 100 }],
  ],
  ['won before and still', deal({ closed_on: '2026-11-01', won: true }), deal({ closed_on: '2026-11-01', won: true, cents: 5 }), []],
  ['lost', deal(), deal({ closed_on: '2026-11-20' }), [{ kind: 'lost', cents: -100 }]],
  ['lost, planned for later', deal({ close_date: '2027-05-01' }), deal({ close_date: '2027-05-01', closed_on: '2026-11-20' }), []],
  ['deleted', deal(), deal({ deleted: true }), [{ kind: 'out', cents: -100 }]],
  ['earlier than these days', deal(), deal({ close_date: '2026-09-01' }), [{ kind: 'out', cents: -100 }]],
])('%s', (_, before, after, expected) => {
  expect(movesOf(before, after, days, 'month')).toEqual(expected)
})
