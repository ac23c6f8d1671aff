import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ports } from '../ports.ts'

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code

/** The installation's key: SECRET_KEY, else one made once and kept in DATA_DIR, readable by its owner only. */
export function loadSecretKey(from: { secretKey: string | null; dataDir: string }): string {
  if (from.secretKey) return from.secretKey
  const path = join(from.dataDir, 'secret_key')
  mkdirSync(from.dataDir, { recursive: true })
  try {
    // `wx` lets exactly one of several processes that start together make the key; the others read it.
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
    chmodSync(path, 0o600)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  }
  const key = readFileSync(path, 'utf8').trim()
  if (key.length < 32) throw new Error(`The secret key in ${path} is damaged: restore the file from a backup or set SECRET_KEY.`)
  return key
}

const version = 'v1'

/** AES-256-GCM under a key derived from the installation's; a sealed value is `v1.<nonce>.<text>.<tag>`. */
export function createSecrets(secretKey: string): Ports['secrets'] {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'hedgerow sealed values', 32))
  return {
    seal(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return [version, nonce.toString('base64url'), text.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.')
    },
    open(sealed) {
      const [made, nonce = '', text = '', tag = ''] = sealed.split('.')
      if (made !== version) throw new Error('This is not a sealed value, or it was sealed by a newer version of Hedgerow.')
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 })
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8')
    },
  }
}
