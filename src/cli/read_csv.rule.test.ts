import { expect, test } from 'vitest'
import { readCsv } from './read_csv.rule.ts'

test.each([
  [
    'name,email\nAna,ana@x.co\n',
    [
      ['name', 'email'],
      ['Ana', 'ana@x.co'],
    ],
  ],
  [
    '\uFEFFname;city\r\n"Silva; Ana";"say ""hi"""\r\n',
    [
      ['name', 'city'],
      ['Silva; Ana', 'say "hi"'],
    ],
  ],
  [
    'a,b\n"two\nlines",2',
    [
      ['a', 'b'],
      ['two\nlines', '2'],
    ],
  ],
  [
    'a,b\n\n,\n1,\n',
    [
      ['a', 'b'],
      ['1', ''],
    ],
  ],
  ['', []],
])('readCsv(%j)', (text, rows) => expect(readCsv(text)).toEqual(rows))
