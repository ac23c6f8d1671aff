import { expect, test } from 'vitest'
import { extractSignature } from './extract_signature.rule.ts'

const none = { phone: null, title: null, company: null }

test.each<[string, string, object]>([
  [
    'full',
    'Hello\n\nBest regards,\nJane Doe\nHead of Data | Acme GmbH\n+49 30 901820\nwww.acme.test',
    { phone: '+4930901820', title: 'Head of Data', company: 'Acme GmbH' },
  ],
  [
    'lines',
    'Hallo\n\nMit freundlichen Grüßen\n\nJane Doe\nGeschäftsführerin\nAcme GmbH\nTel.: +49 30 901820',
    { phone: '+4930901820', title: 'Geschäftsführerin', company: 'Acme GmbH' },
  ],
  ['at', 'Hi\n\n-- \nJane Doe\nCTO @ Acme', { title: 'CTO', company: 'Acme', phone: null }],
  ['fax is no phone', 'Hi\n\nThanks,\nJane\nFax: +49 30 901821', none],
  ['no sign-off', 'I am Head of Data at Acme GmbH, +49 30 901820', none],
  ['only a name', 'Hi\n\nCheers,\nJane', none],
  ['prose below', `Hi\n\nThanks\n${'we are a manager of things '.repeat(10)}`, none],
  ['a local number without country', 'Hi\n\nThanks,\nJane\n030 901820', none],
])('extractSignature (C4): %s', (_what, text, expected) => {
  expect(extractSignature(text)).toEqual(expected)
})

test('extractSignature (C4): a local number with the country known', () => {
  expect(extractSignature('Hi\n\nThanks,\nJane\n030 901820', 'DE').phone).toBe('+4930901820')
})
