import type { PlaybookView } from './playbook.ts'

const OPEN_LEAD = { field: 'status', op: 'in', value: ['new', 'working', 'nurturing'] } as const
const MY_TEAMS = { field: 'owner_id', op: 'is', value: 'my_team' } as const
const OPEN_DEAL = { field: 'closed_at', op: 'empty' } as const
const FIRST_CLOSING = [{ field: 'close_date', direction: 'asc' }] as const
const MINE = { field: 'owner_id', op: 'is', value: 'me' } as const
const NOT_DONE = { field: 'done_at', op: 'empty' } as const
const NEWEST = [{ field: 'created_at', direction: 'desc' }] as const
const BY_NAME = [{ field: 'name', direction: 'asc' }] as const

/** The shared views, by object; the first of each is what its list opens with. */
export const VIEWS: Readonly<Record<string, readonly PlaybookView[]>> = {
  lead: [
    { name: 'My open leads', filter: { and: [MINE, OPEN_LEAD] }, sort: NEWEST },
    { name: 'All open leads', filter: OPEN_LEAD, sort: NEWEST },
    { name: 'Unassigned', filter: { and: [{ field: 'owner_id', op: 'empty' }, OPEN_LEAD] }, sort: NEWEST },
    {
      name: 'Reply due',
      filter: {
        and: [
          OPEN_LEAD,
          { field: 'first_responded_at', op: 'empty' },
          { field: 'sla_due_at', op: 'not_empty' },
          { field: 'self_serve_no_interaction', op: 'is', value: false },
        ],
      },
      sort: [{ field: 'sla_due_at', direction: 'asc' }],
    },
    { name: 'Best scores', filter: OPEN_LEAD, sort: [{ field: 'score', direction: 'desc' }] },
    { name: 'Product-led', filter: { and: [{ field: 'product_led', op: 'is', value: true }, OPEN_LEAD] }, sort: NEWEST },
    {
      name: 'Unqualified',
      filter: { field: 'status', op: 'is', value: 'unqualified' },
      sort: NEWEST,
      columns: ['name', 'company', 'disqualification_reason', 'disqualification_notes', 'source', 'owner_id', 'updated_at'],
    },
    { name: 'All leads', sort: NEWEST },
  ],
  contact: [
    { name: 'All contacts', sort: NEWEST },
    { name: 'My contacts', filter: MINE, sort: NEWEST },
  ],
  account: [
    { name: 'All accounts', sort: BY_NAME },
    { name: 'My accounts', filter: MINE, sort: BY_NAME },
    {
      name: 'Customers',
      filter: { field: 'type', op: 'is', value: 'customer' },
      sort: [{ field: 'mrr', direction: 'desc' }],
    },
  ],
  opportunity: [
    { name: 'Open, my team', filter: { and: [MY_TEAMS, OPEN_DEAL] }, sort: FIRST_CLOSING, layout: 'board' },
    { name: 'Mine', filter: { and: [MINE, OPEN_DEAL] }, sort: FIRST_CLOSING, layout: 'board' },
    {
      name: 'Closing this month',
      filter: { and: [OPEN_DEAL, { field: 'close_date', op: 'is', value: 'this_month' }] },
      sort: FIRST_CLOSING,
      layout: 'board',
    },
    {
      name: 'Slipping',
      filter: { and: [OPEN_DEAL, { field: 'close_date', op: 'lt', value: 'today' }] },
      sort: FIRST_CLOSING,
      layout: 'board',
    },
    {
      name: 'Next step overdue',
      filter: { and: [OPEN_DEAL, { field: 'next_step_date', op: 'lt', value: 'today' }] },
      sort: [{ field: 'next_step_date', direction: 'asc' }],
    },
    {
      name: 'Renewals: next 90 days',
      filter: {
        and: [
          { field: 'record_type', op: 'is', value: 'renewal' },
          { field: 'closed_at', op: 'empty' },
          {
            or: [
              { field: 'close_date', op: 'lt', value: 'today' },
              { field: 'close_date', op: 'within_next', value: 'P90D' },
            ],
          },
        ],
      },
      sort: [{ field: 'close_date', direction: 'asc' }],
      columns: ['name', 'account_id', 'stage', 'arr_up_for_renewal', 'amount', 'close_date', 'owner_id', 'next_steps'],
    },
    { name: 'All opportunities', sort: NEWEST },
  ],
  task: [
    { name: 'My tasks', filter: { and: [MINE, NOT_DONE] }, sort: [{ field: 'due_at', direction: 'asc' }] },
    {
      name: 'Overdue',
      filter: { and: [MINE, NOT_DONE, { field: 'due_at', op: 'lt', value: 'now' }] },
      sort: [{ field: 'due_at', direction: 'asc' }],
    },
    {
      name: 'Due today',
      filter: { and: [MINE, NOT_DONE, { field: 'due_at', op: 'lte', value: 'today' }] },
      sort: [{ field: 'due_at', direction: 'asc' }],
    },
    {
      name: 'Assigned by me',
      filter: {
        and: [{ field: 'created_by', op: 'is', value: 'me' }, { field: 'owner_id', op: 'is_not', value: 'me' }, NOT_DONE],
      },
      sort: [{ field: 'due_at', direction: 'asc' }],
    },
    {
      name: 'Done',
      filter: { and: [MINE, { field: 'done_at', op: 'not_empty' }] },
      sort: [{ field: 'done_at', direction: 'desc' }],
      columns: ['subject', 'outcome', 'done_at'],
    },
    { name: 'All tasks', sort: NEWEST },
  ],
}
