import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createSecrets, loadSecretKey } from './secrets.ts'

const made: string[] = []
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'hedgerow-secrets-'))
  made.push(path)
  return path
}
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true })
})

test('the key is made once, readable by its owner only, and found again', () => {
  const dataDir = join(folder(), 'data')
  const key = loadSecretKey({ secretKey: null, dataDir })
  expect(key.length).toBeGreaterThanOrEqual(32)
  expect(statSync(join(dataDir, 'secret_key')).mode & 0o777).toBe(0o600)
  expect(loadSecretKey({ secretKey: null, dataDir })).toBe(key)
  expect(loadSecretKey({ secretKey: 'given by the environment', dataDir })).toBe('given by the environment')
})

test('a damaged key stops the start instead of making a new one', () => {
  const dataDir = folder()
  writeFileSync(join(dataDir, 'secret_key'), '')
  expect(() => loadSecretKey({ secretKey: null, dataDir })).toThrow(/damaged/)
})

test('what is sealed opens only under the same key and unchanged', () => {
  const secrets = createSecrets('one key')
  const sealed = secrets.seal('Grüße')
  expect(sealed).not.toContain('Gr')
  expect(secrets.seal('Grüße')).not.toBe(sealed)
  expect(secrets.open(sealed)).toBe('Grüße')
  expect(() => createSecrets('another key').open(sealed)).toThrow()
  const [version, nonce, text, tag] = sealed.split('.')
  expect(() => secrets.open([version, nonce, `${text}AA`, tag].join('.'))).toThrow()
  expect(() => secrets.open('plain')).toThrow(/not a sealed value/)
})
