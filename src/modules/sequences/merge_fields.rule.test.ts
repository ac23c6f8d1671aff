import { describe, expect, test } from 'vitest'
import { mergeFieldsOf, resolveMergeFields } from './merge_fields.rule.ts'

const values: Record<string, string | null> = {
  first_name: 'Zoë',
  company: null,
  'owner.first_name': 'Ana',
  cf_region: ' North ',
  evil: '{{first_name}}',
  empty: '  ',
}
const fill = (field: string) => values[field]

describe('merge fields', () => {
  test.each([
    ['Hi {{first_name}},', 'Hi Zoë,', []],
    ['Hi {{ First_Name }},', 'Hi Zoë,', []],
    ['Hi {{first_name|there}},', 'Hi Zoë,', []],
    ['At {{company|your company}}', 'At your company', []],
    ['At {{company| your company }}', 'At your company', []],
    ['At {{company|}}.', 'At .', []],
    ['At {{company}}', 'At {{company}}', ['company']],
    ['{{company}} {{company}} {{nothing}}', '{{company}} {{company}} {{nothing}}', ['company', 'nothing']],
    ['{{empty|x}}', 'x', []],
    ['{{owner.first_name}} in {{cf_region}}', 'Ana in North', []],
    ['{{evil}}', '{{evil}}', ['evil']],
    ['{{evil|x}}', 'x', []],
    ['Hi {{first_name}', 'Hi {{first_name}', ['{{ }}']],
    ['Hi {{}}', 'Hi {{}}', ['{{ }}']],
    ['Hi {{first name}}', 'Hi {{first name}}', ['{{ }}']],
    ['one { brace } is text', 'one { brace } is text', []],
    ['', '', []],
  ])('%s', (template, text, missing) => {
    const resolved = resolveMergeFields(template, fill)
    expect([resolved.text, resolved.missing]).toEqual([text, missing])
    expect(resolved.pieces.map(piece => piece.text).join('')).toBe(text)
  })

  test('pieces say what was filled in, what fell back and what is missing', () => {
    expect(resolveMergeFields('Hi {{first_name}} of {{company|X}}: {{plan}}', fill).pieces).toEqual([
      { kind: 'text', text: 'Hi ' },
      { kind: 'value', text: 'Zoë', field: 'first_name' },
      { kind: 'text', text: ' of ' },
      { kind: 'fallback', text: 'X', field: 'company' },
      { kind: 'text', text: ': ' },
      { kind: 'missing', text: '{{plan}}', field: 'plan' },
    ])
  })

  test('a text names its fields', () => {
    expect(mergeFieldsOf('{{first_name}} {{FIRST_NAME|x}} {{owner.name}}')).toEqual({ fields: ['first_name', 'owner.name'], broken: false })
    expect(mergeFieldsOf('{{first_name} {{company}}').broken).toBe(true)
  })
})
