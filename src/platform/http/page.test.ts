import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePage } from './page.ts'
import { addSecurityHeaders, scriptHash } from './security_headers.ts'

const folder = mkdtempSync(join(tmpdir(), 'hedgerow-page-'))
const index = '<!doctype html><script>theme()</script><script type="module" src="/assets/main-abc.js"></script>'
const script = 'console.log(1)'.repeat(50)
let app: FastifyInstance

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), index)
  writeFileSync(join(folder, 'index.html.br'), brotliCompressSync(index))
  writeFileSync(join(folder, 'assets/main-abc.js'), script)
  writeFileSync(join(folder, 'assets/main-abc.js.br'), brotliCompressSync(script))
  app = fastify()
  addSecurityHeaders(app, 'https://hedgerow.test')
  app.get('/api/v1/known', async () => ({}))
  await servePage(app, folder)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

test.each(['/', '/leads/0189', '/invitation/some.token', '/index.html'])('%s is the page, never cached without asking', async url => {
  const answer = await app.inject(url)
  expect([answer.statusCode, answer.body]).toEqual([200, index])
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'strict-transport-security': 'max-age=31536000' })
  expect(answer.headers['content-type']).toMatch(/text\/html/)
  expect(answer.headers['content-security-policy']).toContain(scriptHash('theme()'))
})

test('hashed files are sent compressed and kept for ever', async () => {
  const answer = await app.inject({ url: '/assets/main-abc.js', headers: { 'accept-encoding': 'gzip, br' } })
  expect(answer.headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'public, max-age=31536000, immutable' })
  expect(answer.headers['content-type']).toMatch(/javascript/)
  expect((await app.inject('/assets/main-abc.js')).body).toBe(script)
  expect((await app.inject({ url: '/leads', headers: { 'accept-encoding': 'br' } })).headers['content-encoding']).toBe('br')
})

test('a missing file, an unknown API address and a POST are not the page', async () => {
  expect((await app.inject('/assets/gone.js')).statusCode).toBe(404)
  expect((await app.inject('/api/nothing')).json()).toMatchObject({ code: 'route.not_found' })
  expect((await app.inject({ method: 'POST', url: '/leads' })).statusCode).toBe(404)
  expect((await app.inject('/../../etc/passwd')).body).not.toContain('root:')
})
