import { expect, test } from 'vitest'
import { allowedRedirect, readHost } from './allowed_redirect.rule.ts'

const own = ['https://crm.acme.example']
const hosts = ['www.acme.example', '*.acme.test', 'local.test:8080']

test.each([
  ['https://www.acme.example/thanks?x=1', 'https://www.acme.example/thanks?x=1'],
  ['http://www.acme.example/', 'http://www.acme.example/'],
  ['https://a.acme.test/ok', 'https://a.acme.test/ok'],
  ['http://local.test:8080/ok', 'http://local.test:8080/ok'],
  ['/f/contact', 'https://crm.acme.example/f/contact'],
  ['https://crm.acme.example/x', 'https://crm.acme.example/x'],
])('%s is allowed', (wanted, url) => {
  expect(allowedRedirect(wanted, { own, hosts })).toBe(url)
})

test.each([
  'https://evil.example/',
  '//evil.example',
  '\\\\evil.example',
  '/\\evil.example',
  'https://www.acme.example.evil.example/',
  'https://www.acme.example@evil.example/',
  'https://user:pw@www.acme.example/',
  'https://acme.test/',
  'https://xacme.test/',
  'javascript:alert(1)',
  'data:text/html,hi',
  'http://local.test/',
  'http://crm.acme.example:81/',
  'https://evil.example#www.acme.example',
  '',
  null,
])('%s is not', wanted => {
  expect(allowedRedirect(wanted, { own, hosts })).toBeNull()
})

test.each([
  ['WWW.Acme.example', 'www.acme.example'],
  ['https://acme.example/thanks', 'acme.example'],
  ['localhost:3000', 'localhost:3000'],
  ['*.acme.example', '*.acme.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['*', null],
  ['a b', null],
  ['a@b', null],
  [7, null],
])('the host %s is kept as %s', (given, host) => {
  expect(readHost(given)).toBe(host)
})
