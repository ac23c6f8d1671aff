import { expect, test } from 'vitest'
import { type Difference, differences } from './difference.rule.ts'

const stage = (key: string, probability: number) => ({ key, label: key, probability })

test.each<[string, unknown, unknown, Difference[]]>([
  ['nothing', { a: 1 }, { a: 1 }, []],
  ['the order of members means nothing', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['null, left out and an empty list all mean nothing', { a: null, b: [] }, { c: undefined }, []],
  ['a member', { hours: 24 }, { hours: 20 }, [{ path: ['hours'], kind: 'changed', before: 24, after: 20 }]],
  ['a member that came', {}, { hours: 20 }, [{ path: ['hours'], kind: 'added', after: 20 }]],
  ['a member that went', { hours: 24 }, {}, [{ path: ['hours'], kind: 'removed', before: 24 }]],
  ['false is not nothing', { on: false }, { on: true }, [{ path: ['on'], kind: 'changed', before: false, after: true }]],
  [
    'a stage inside a list, by its key',
    { stages: [stage('new', 10), stage('won', 100)] },
    { stages: [stage('new', 20), stage('won', 100), stage('lost', 0)] },
    [
      { path: ['stages', 'new', 'probability'], kind: 'changed', before: 10, after: 20 },
      { path: ['stages', 'lost'], kind: 'added', after: stage('lost', 0) },
    ],
  ],
  [
    'words of a list',
    ['US', 'CA'],
    ['US', 'MX'],
    [
      { path: ['CA'], kind: 'removed', before: 'CA' },
      { path: ['MX'], kind: 'added', after: 'MX' },
    ],
  ],
  [
    'another order, once for the whole list',
    [stage('a', 1), stage('b', 2)],
    [stage('b', 2), stage('a', 1)],
    [{ path: [], kind: 'reordered', before: ['a', 'b'], after: ['b', 'a'] }],
  ],
  [
    'things that nothing names are compared as a whole',
    [{ from: 1 }, { from: 2 }],
    [{ from: 1 }],
    [{ path: [], kind: 'changed', before: [{ from: 1 }, { from: 2 }], after: [{ from: 1 }] }],
  ],
])('%s', (_, before, after, expected) => {
  expect(differences(before, after)).toEqual(expected)
})
