import { describe, expect, test } from 'vitest'
import { statusRefusal } from './status.rule.ts'

const none = { disqualification_reason: null, converted_at: null }

describe('statusRefusal (D1)', () => {
  test.each([
    ['new', 'working', none, null],
    ['working', 'nurturing', none, null],
    ['new', 'unqualified', none, 'lead.reason_missing'],
    ['new', 'unqualified', { ...none, disqualification_reason: 'budget' }, null],
    ['working', 'converted', none, 'lead.convert_first'],
    ['working', 'converted', { ...none, converted_at: new Date(0) }, null],
    ['unqualified', 'working', none, null],
    ['unqualified', 'converted', { ...none, converted_at: new Date(0) }, 'lead.transition'],
    ['converted', 'new', { ...none, converted_at: new Date(0) }, 'lead.already_converted'],
    ['converted', 'working', none, null],
    [null, 'new', none, null],
    [null, 'converted', none, 'lead.convert_first'],
    [null, 'converted', { ...none, converted_at: new Date(0) }, null],
    [null, 'unqualified', none, 'lead.reason_missing'],
  ] as const)('%s → %s', (from, to, more, code) => {
    expect(statusRefusal({ from, to, ...more })?.code ?? null).toBe(code)
  })
})
