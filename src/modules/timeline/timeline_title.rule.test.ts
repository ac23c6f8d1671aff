import { expect, test } from 'vitest'
import { lead } from '../leads/lead.object.ts'
import { isQuiet, timelineTitle } from './timeline_title.rule.ts'

const wording = { label: 'Lead', fields: lead.fields, nameOf: (id: string) => (id === 'ana' ? 'Ana' : null) }

test.each<[string, Record<string, [unknown, unknown]>, string]>([
  ['lead.created', { name: [null, 'Zoë'] }, 'Lead created'],
  ['lead.created', { owner_id: [null, 'ana'] }, 'Lead created for Ana'],
  ['lead.assigned', { owner_id: [null, 'ana'], status: ['new', 'working'] }, 'Assigned to Ana'],
  ['lead.released', { owner_id: ['ana', null] }, 'Given up by Ana'],
  ['lead.assigned', { owner_id: ['ana', 'ben'] }, 'Assigned to somebody'],
  ['lead.updated', { status: ['new', 'working'] }, 'Status: New → Working'],
  ['lead.updated', { status: [null, 'odd'] }, 'Status: – → odd'],
  ['lead.updated', { company: ['A', 'B'], phone: [null, '1'] }, 'Changed Company, Phone'],
  [
    'lead.updated',
    { company: ['A', 'B'], phone: [null, '1'], city: [null, '1'], title: [null, '1'], plan: [null, '1'] },
    'Changed Company, Phone, City and 2 more',
  ],
  ['lead.deleted', { deleted_at: [null, 'x'] }, 'Put into the bin'],
  ['lead.checklist_done', {}, 'Lead checklist done'],
])('%s %j', (kind, changes, title) => expect(timelineTitle({ kind, changes }, wording)).toBe(title))

test('scores are told, bookkeeping is not', () => {
  expect(isQuiet(lead.fields.score)).toBe(false)
  expect(isQuiet(lead.fields.status)).toBe(false)
  expect(isQuiet(lead.fields.last_touched_at)).toBe(true)
  expect(isQuiet(lead.fields.provenance)).toBe(true)
})
