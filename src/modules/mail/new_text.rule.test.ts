import { describe, expect, test } from 'vitest'
import { newText } from './new_text.rule.ts'

const cases: [string, string, string][] = [
  ['nothing quoted', 'Hello\n\nJane', 'Hello\n\nJane'],
  ['Gmail', 'Yes.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Bob Bright <bob@hedge.test> wrote:\n\n> Do you?', 'Yes.'],
  ['Gmail, wrapped', 'Yes.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Bob Bright from Hedge <\nbob@hedge.test> wrote:\n\n> Do you?', 'Yes.'],
  ['German', 'Ja.\n\nAm Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Bob Bright <bob@hedge.test>:\n\n> Und?', 'Ja.'],
  ['French', 'Oui.\n\nLe lun. 5 janv. 2026 à 09:00, Bob Bright <bob@hedge.test> a écrit :\n\n> Alors ?', 'Oui.'],
  ['Japanese', 'はい\n\n2026年1月5日(月) 9:00 Bob Bright <bob@hedge.test>のメール:\n\n> ?', 'はい'],
  [
    'Outlook',
    'Yes.\n\nFrom: Bob Bright <bob@hedge.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Jane\nSubject: Pricing\n\nDo you?',
    'Yes.',
  ],
  [
    'Outlook with rule',
    'Yes.\n\n________________________________\nFrom: Bob Bright <bob@hedge.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Jane\nSubject: Pricing\n\nDo you?',
    'Yes.',
  ],
  ['Original Message', 'Yes.\n\n-----Original Message-----\nFrom: Bob', 'Yes.'],
  ['only quote marks', 'Yes.\n\n> Do you?\n> Really?', 'Yes.'],
  ['nothing new', '> Do you?', ''],
]

describe('newText (B4)', () => {
  test.each(cases)('%s', (_what, text, fresh) => {
    const found = newText({ text })
    expect(found.fresh).toBe(fresh)
    expect(found.quoted === '').toBe(fresh === text)
  })

  test('answers between quoted lines stay with the quotation they answer', () => {
    const text = 'On Mon, Jan 5, 2026 at 9:00 AM Bob <bob@hedge.test> wrote:\n> How many?\nFive.\n> When?\nMay.'
    expect(newText({ text })).toEqual({ fresh: text, quoted: '' })
  })
})
