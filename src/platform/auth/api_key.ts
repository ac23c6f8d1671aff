import { createHash, randomInt } from 'node:crypto'

/** What a key may be limited to. `all` lifts the limit; the rights of the key's user always count besides. */
export const scopes = ['all', 'read', 'write', 'settings', 'events'] as const

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const form = /^hr_[0-9A-Za-z]{40}$/

/** A new key; shown once, kept only as a hash. 40 base62 characters are 238 bits, so a fast hash is enough. */
export const newApiKey = (): string => `hr_${Array.from({ length: 40 }, () => alphabet[randomInt(alphabet.length)]).join('')}`
export const isApiKey = (text: string): boolean => form.test(text)
export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key).digest()
/** What a list shows to tell keys apart. */
export const apiKeyPrefix = (key: string): string => key.slice(0, 9)
