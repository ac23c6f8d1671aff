import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyCaptcha } from './verify_captcha.ts'

/** A small server that speaks `siteverify` as Turnstile, hCaptcha and reCAPTCHA document it. */
const standIn = http.createServer((request, response) => {
  let body = ''
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    const sent = new URLSearchParams(body)
    if (sent.get('response') === 'broken') return response.writeHead(500).end()
    const success = sent.get('secret') === 's3cret' && sent.get('response') === 'good' && sent.get('remoteip') === '192.0.2.1'
    return response.end(JSON.stringify(success ? { success } : { success, 'error-codes': ['invalid-input-response'] }))
  })
})
let url = ''
beforeAll(async () => {
  await new Promise<void>(resolve => void standIn.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}/siteverify`
})
afterAll(() => void standIn.close())

test.each([
  ['good', 'passed'],
  ['bad', 'failed'],
  ['', 'failed'],
  ['broken', 'unreachable'],
])('the answer %s is %s', async (answer, verdict) => {
  expect(await verifyCaptcha({ url, secret: 's3cret', answer, ip: '192.0.2.1' })).toBe(verdict)
})

test('a provider that is not there is unreachable', async () => {
  expect(await verifyCaptcha({ url: 'http://127.0.0.1:1/', secret: 's', answer: 'good', ip: '192.0.2.1' })).toBe('unreachable')
})
