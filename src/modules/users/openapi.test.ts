import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { OpenApiDocument } from '../../platform/http/openapi.ts'
import { useServer } from '../../platform/testing/use_server.ts'

const server = useServer(modules)
const read = async (): Promise<OpenApiDocument> => (await server.app.inject('/api/openapi.json')).json()

test('every operation has what a linter asks for, and every reference leads somewhere', async () => {
  const document = await read()
  expect(document.openapi).toBe('3.1.0')
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  )
  expect(operations.length).toBeGreaterThan(40)
  const ids = operations.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const tags = new Set(document.tags.map(tag => tag.name))
  for (const { path, operation } of operations) {
    expect(operation.summary).toBeTruthy()
    expect(operation.description).toBeTruthy()
    expect(operation.tags.length > 0 && operation.tags.every(tag => tags.has(tag))).toBe(true)
    expect(Object.keys(operation.responses).some(status => status.startsWith('2'))).toBe(true)
    expect(Object.keys(operation.responses).some(status => status.startsWith('4'))).toBe(true)
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
    const declared = (operation.parameters ?? []).filter(parameter => parameter.in === 'path').map(parameter => parameter.name)
    expect(declared.sort()).toEqual(inPath.sort())
  }
  for (const [, pointer] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = (pointer ?? '')
      .split('/')
      .reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined), document)
    expect(target, pointer).toBeDefined()
  }
})

test('what needs no sign-in says so', async () => {
  const { paths, security } = await read()
  expect(security).toHaveLength(2)
  expect(paths['/api/v1/setup']?.get?.security).toEqual([])
  expect(paths['/api/v1/me']?.get?.security).toBeUndefined()
})

test('the readable page stands alone and its script is allowed by its policy', async () => {
  const answer = await server.app.inject('/api/docs')
  expect(answer.headers['content-type']).toMatch(/text\/html/)
  expect(answer.body).not.toMatch(/<(link|script|img)[^>]+(src|href)=/)
  expect(answer.body).toContain('/api/v1/me/sessions')
  expect(answer.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-/)
})

test('a linter has nothing to say about it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hedgerow-openapi-'))
  const file = join(folder, 'openapi.json')
  writeFileSync(file, JSON.stringify(await read()))
  const linter = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js')
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', CI: 'true' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [linter, 'lint', file, '--format', 'json'], {
    env,
    encoding: 'utf8',
    cwd: folder,
  })
  rmSync(folder, { recursive: true })
  expect(
    JSON.parse(stdout).problems.map((one: { ruleId: string; message: string }) => `${one.ruleId}: ${one.message}`),
    stderr,
  ).toEqual([])
  expect(status).toBe(0)
})
