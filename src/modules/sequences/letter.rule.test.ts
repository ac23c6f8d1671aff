import { expect, test } from 'vitest'
import { letterOf } from './letter.rule.ts'

const url = 'https://crm.northlight.example/u/t'
const fill = (field: string) => ({ first_name: 'Zoë <b>', 'workspace.name': 'Northlight' })[field] ?? null

test('a mail as it goes out: words, footer, the link that unsubscribes', () => {
  const letter = letterOf(
    { subject: 'Welcome, {{first_name}}', body: 'Hi {{first_name}},\r\n\r\nsee https://docs.example/a?b=1&c.\nBye' },
    'You wrote to {{workspace.name}}.',
    url,
    fill,
  )
  expect(letter).toEqual({
    subject: 'Welcome, Zoë <b>',
    text: `Hi Zoë <b>,\n\nsee https://docs.example/a?b=1&c.\nBye\n\n-- \nYou wrote to Northlight.\nNo more of these mails: ${url}\n`,
    html: expect.stringContaining(
      '<p>Hi Zoë &lt;b&gt;,</p>\n<p>see <a href="https://docs.example/a?b=1&amp;c">https://docs.example/a?b=1&amp;c</a>.<br>\nBye</p>',
    ),
    missing: [],
  })
  expect(letter.html).toContain(`<a href="${url}"`)
})

test('what is missing is named once, wherever it is', () => {
  const letter = letterOf({ subject: '{{company}}', body: '{{company}} {{plan}}' }, '{{plan}} {{nothing}}', url, fill)
  expect(letter.missing).toEqual(['company', 'plan', 'nothing'])
})
