// biome-ignore-all lint/suspicious/noThenProperty: rules are data that reads "when … then …"
import { describe, expect, it } from 'vitest'
import { TERRITORIES } from '../../playbooks/product_led.ts'
import { type AssignmentInput, decideAssignment } from './assign.rule.ts'
import { type AssignmentRule, ruleHolds } from './assignment_rule.rule.ts'

const person = (id: string, name: string, from: string | null = null, until: string | null = null, active = true) => ({
  id,
  name,
  active,
  out_of_office_from: from,
  out_of_office_until: until,
})
const users = [
  person('jonah', 'Jonah Reyes'),
  person('ines', 'Ines Carvalho'),
  person('tomasz', 'Tomasz Wilk'),
  person('hanneke', 'Hanneke Smit', '2026-11-16', '2026-11-23'),
  person('luca', 'Luca Ferrante'),
]
const members: Record<string, string[]> = {
  Americas: ['jonah'],
  'EMEA and Australia': ['ines', 'tomasz', 'hanneke'],
  'Rest of world': ['luca'],
}
const territories = TERRITORIES.map((territory, at) => ({
  ...territory,
  id: territory.name,
  position: at + 1,
  members: members[territory.name] ?? [],
}))
const input = (more: Partial<AssignmentInput> = {}, rules: AssignmentRule[] = []): AssignmentInput => ({
  lead: { source: 'contact_form', email: 'maren@fjordlast.example', domain: 'fjordlast.example', country: 'NO' },
  settings: { returning_enabled: true, returning_months: 4, away_longer_than_days: 5, stops_days_before: 2, rules },
  earlier: [],
  territories,
  users,
  turns: {
    'EMEA and Australia': [
      { user_id: 'ines', assigned: 4 },
      { user_id: 'tomasz', assigned: 5 },
      { user_id: 'hanneke', assigned: 3 },
    ],
  },
  now: new Date('2026-11-19T08:59:00Z'),
  timeZone: 'UTC',
  ...more,
})

describe('decideAssignment', () => {
  it('says what the target picture says', () => {
    expect(decideAssignment(input())).toEqual({
      owner_id: 'ines',
      via: 'rotation',
      territory_id: 'EMEA and Australia',
      reason:
        'Norway is in EMEA and Australia. Nobody owned fjordlast.example in the last 4 months. Ines was next after Tomasz Wilk; Hanneke Smit is away until 23 Nov.',
      steps: [
        { ok: false, title: 'Not a returning company', detail: 'Nobody owned fjordlast.example in the last 4 months.' },
        { ok: false, title: 'Not in Americas', detail: 'Norway is not on its list.' },
        { ok: true, title: 'In EMEA and Australia', detail: 'Norway is in Europe, which is on its list.' },
        { ok: false, title: 'Hanneke Smit is skipped', detail: 'Hanneke Smit is away until 23 Nov. The turn is not kept.' },
        { ok: true, title: 'Ines Carvalho is next', detail: 'Next after Tomasz Wilk. After Ines Carvalho: Tomasz Wilk.' },
      ],
      rotation: { territory_id: 'EMEA and Australia', user_id: 'ines', assigned: 6 },
    })
  })

  it('gives a returning company to its owner without using up a turn', () => {
    const earlier = [
      {
        id: 'l',
        created_at: new Date('2026-09-02T10:00:00Z'),
        owner_id: 'jonah',
        owner_active: true,
        owner_name: 'Jonah Reyes',
        disqualification_reason: null,
      },
    ]
    expect(decideAssignment(input({ earlier }))).toMatchObject({
      owner_id: 'jonah',
      via: 'returning',
      territory_id: 'EMEA and Australia',
      rotation: null,
      reason: 'Jonah Reyes has had fjordlast.example since 2 Sep 2026, within the last 4 months.',
    })
    const off = input({ earlier })
    expect(decideAssignment({ ...off, settings: { ...off.settings, returning_enabled: false } }).via).toBe('rotation')
    expect(decideAssignment({ ...off, lead: { ...off.lead, source: 'email' } }).reason).toBe(
      'Norway is in EMEA and Australia. Ines was next after Tomasz Wilk; Hanneke Smit is away until 23 Nov.',
    )
  })

  it('never treats free mail as a company', () =>
    expect(decideAssignment(input({ lead: { source: 'contact_form', email: 'a@gmail.com', country: 'US' } })).reason).toBe(
      'United States is in Americas. The address is free mail, not a company. Jonah was the only one available.',
    ))

  it.each([
    [null, 'luca', 'No country is known, so it is in Rest of world. Luca was the only one available.'],
    ['Narnia', 'luca', 'No country is known, so it is in Rest of world. Luca was the only one available.'],
    ['Korea, Republic of', 'luca', 'South Korea is in Rest of world. Luca was the only one available.'],
    [
      'Côte d’Ivoire',
      'ines',
      "Côte d'Ivoire is in EMEA and Australia. Ines was next after Tomasz Wilk; Hanneke Smit is away until 23 Nov.",
    ],
  ])('a lead from %j goes to %s', (country, owner_id, reason) =>
    expect(decideAssignment(input({ lead: { source: 'email', country } }))).toMatchObject({ owner_id, reason }),
  )

  it('leaves the lead unassigned, visibly, when nobody is available', () => {
    const away = users.map(user => ({ ...user, active: false }))
    expect(decideAssignment(input({ users: away, lead: { source: 'email', country: 'US' } }))).toMatchObject({
      owner_id: null,
      via: 'nobody',
      territory_id: 'Americas',
      rotation: null,
      reason: 'United States is in Americas. Nobody in Americas is available: Jonah Reyes is not active. It waits unassigned.',
    })
    const empty = territories.map(territory => ({ ...territory, members: [] }))
    expect(decideAssignment(input({ territories: empty, lead: { source: 'email', country: 'US' } })).reason).toBe(
      'United States is in Americas. Nobody is in the rotation of Americas. It waits unassigned.',
    )
    expect(decideAssignment(input({ territories: [], lead: { source: 'email' } })).reason).toBe(
      'No territory takes leads without a country. It waits unassigned.',
    )
  })

  it('begins with the first of a fresh rotation', () =>
    expect(decideAssignment(input({ turns: {}, lead: { source: 'email', country: 'NO' } }))).toMatchObject({
      reason: 'Norway is in EMEA and Australia. Ines was first in the rotation.',
      rotation: { user_id: 'ines', assigned: 1 },
    }))
})

describe('further rules', () => {
  const rule = (more: Partial<AssignmentRule>): AssignmentRule => ({
    id: 'r',
    name: 'Enterprise plan',
    position: 'before_territory',
    when: [{ field: 'plan', op: 'is', value: 'enterprise' }],
    then: { owner_id: 'luca' },
    ...more,
  })
  const lead = { source: 'email', country: 'NO', plan: 'Enterprise' }

  it('gives a lead to a person', () =>
    expect(decideAssignment(input({ lead }, [rule({})]))).toMatchObject({
      owner_id: 'luca',
      via: 'rule',
      rotation: null,
      reason: 'Rule “Enterprise plan” gives it to Luca Ferrante.',
    }))

  it('sends a lead to another territory’s rotation', () =>
    expect(decideAssignment(input({ lead }, [rule({ position: 'before_rotation', then: { territory_id: 'Americas' } })]))).toMatchObject({
      owner_id: 'jonah',
      via: 'rotation',
      territory_id: 'Americas',
      reason: 'Norway is in EMEA and Australia. Rule “Enterprise plan” sends it to Americas. Jonah was the only one available.',
    }))

  it('passes over somebody who is away, somebody unknown, and a rule that does not hold', () => {
    const rules = [
      rule({ then: { owner_id: 'hanneke' } }),
      rule({ then: { owner_id: 'gone' } }),
      rule({ when: [] }),
      rule({ then: { territory_id: 'gone' } }),
    ]
    const result = decideAssignment(input({ lead }, rules))
    expect(result).toMatchObject({ owner_id: 'ines', via: 'rotation' })
    expect(result.steps.filter(step => step.title.startsWith('Rule')).map(step => step.detail)).toEqual([
      'Hanneke Smit is away until 23 Nov.',
      'Its person does not exist any more.',
      'Its territory does not exist any more.',
    ])
  })

  it('stands before returning when it says so', () => {
    const earlier = [
      {
        id: 'l',
        created_at: new Date('2026-11-01T00:00:00Z'),
        owner_id: 'jonah',
        owner_active: true,
        owner_name: 'Jonah Reyes',
        disqualification_reason: null,
      },
    ]
    const form = { ...lead, source: 'contact_form', domain: 'fjordlast.example' }
    expect(decideAssignment(input({ lead: form, earlier }, [rule({ position: 'before_returning' })])).owner_id).toBe('luca')
    expect(decideAssignment(input({ lead: form, earlier }, [rule({ position: 'before_territory' })])).owner_id).toBe('jonah')
  })

  it.each<[AssignmentRule['when'][number], unknown, boolean]>([
    [{ field: 'x', op: 'is', value: 'A' }, ' a ', true],
    [{ field: 'x', op: 'is', value: true }, true, true],
    [{ field: 'x', op: 'is', value: false }, null, true],
    [{ field: 'x', op: 'is', value: 'a' }, null, false],
    [{ field: 'x', op: 'in', value: ['DE', 'FR'] }, 'de', true],
    [{ field: 'x', op: 'in', value: ['DE', 'FR'] }, 'NO', false],
    [{ field: 'x', op: 'contains', value: 'startup' }, 'The Startup programme', true],
    [{ field: 'x', op: 'gte', value: 100 }, '100', true],
    [{ field: 'x', op: 'gte', value: 100 }, null, false],
    [{ field: 'x', op: 'lte', value: 100 }, 101, false],
    [{ field: 'x', op: 'empty' }, '', true],
    [{ field: 'x', op: 'not_empty' }, 0, true],
  ])('%j holds for %j: %s', (condition, value, holds) => expect(ruleHolds({ when: [condition] }, { x: value })).toBe(holds))
})
