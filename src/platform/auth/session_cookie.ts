import { createHmac, timingSafeEqual } from 'node:crypto'

export const cookiePrefix = 'hedgerow'
export const sessionSeconds = 60 * 60 * 24 * 30

/** Name of the session cookie as better-auth sets it. */
export const sessionCookieName = (baseUrl: string): string =>
  `${baseUrl.startsWith('https:') ? '__Secure-' : ''}${cookiePrefix}.session_token`

/** The raw value of a cookie in a Cookie header. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}

/** The session token of a signed cookie value (`token.signature`, URI-encoded), or null when the signature is not ours. */
export function openSessionCookie(value: string, secretKey: string): string | null {
  const plain = value.includes('%') ? decode(value) : value
  const at = plain.lastIndexOf('.')
  if (at < 1) return null
  const token = plain.slice(0, at)
  const given = Buffer.from(plain.slice(at + 1), 'base64')
  const right = createHmac('sha256', secretKey).update(token).digest()
  return given.length === right.length && timingSafeEqual(given, right) ? token : null
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return '' // Not something we ever sent.
  }
}

/** The same cookie with its lifetime begun anew. */
export const renewedSessionCookie = (baseUrl: string, value: string): string =>
  `${sessionCookieName(baseUrl)}=${value}; Max-Age=${sessionSeconds}; Path=/; HttpOnly; SameSite=Lax${baseUrl.startsWith('https:') ? '; Secure' : ''}`
