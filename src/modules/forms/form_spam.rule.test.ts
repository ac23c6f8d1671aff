import { describe, expect, test } from 'vitest'
import { judgeSpam } from './form_spam.rule.ts'

const message = (value: string) => [{ field: 'sales_form_message', value }]
const judge = (more: Partial<Parameters<typeof judgeSpam>[0]>) => judgeSpam({ trapped: false, seconds: 40, answers: [], ...more })

describe('judgeSpam', () => {
  test.each([
    ['an ordinary message', judge({ answers: message('We have 5 million events at https://acme.example and need SSO.') })],
    ['a quick person', judge({ seconds: 0.4, answers: message('Call me, please.') })],
    ['not our page', judge({ seconds: null, answers: message('Hello') })],
    ['a casino that is a customer', judge({ answers: message('We run an online casino and look for product analytics.') })],
    ['a website in its own field', judge({ answers: [{ field: 'website', value: 'https://acme.example' }] })],
    ['three links', judge({ answers: message('https://a.example https://b.example https://c.example') })],
  ])('%s is not spam', (_, { spam }) => {
    expect(spam).toBe(false)
  })
  test.each([
    ['a filled trap', judge({ trapped: true })],
    ['many links', judge({ answers: message('http://a.b '.repeat(5)) })],
    ['link code', judge({ answers: message('[url=http://x.y]cheap[/url]') })],
    ['a link for a name', judge({ answers: [{ field: 'name', value: 'Win http://x.y' }] })],
    ['advertising', judge({ answers: message('Our SEO services bring you to the first page of Google') })],
    ['quick, with links', judge({ seconds: 1, answers: message('https://a.example https://b.example https://c.example') })],
  ])('%s is spam, with reasons', (_, { spam, reasons }) => {
    expect(spam).toBe(true)
    expect(reasons).not.toEqual([])
  })
})
