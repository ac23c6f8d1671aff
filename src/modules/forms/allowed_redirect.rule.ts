/** A host as the allow-list keeps it: lower-case, a port only when it was named; null when it is none. `*.` takes in subdomains. */
export function readHost(given: unknown): string | null {
  if (typeof given !== 'string') return null
  const typed = given
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/s, '')
  const wild = typed.startsWith('*.')
  const host = wild ? typed.slice(2) : typed
  if (!/^[^\s@\\?#:*]+(?::\d{1,5})?$/.test(host) || !URL.canParse(`http://${host}`)) return null
  const port = /:\d+$/.exec(host)?.[0] ?? ''
  return `${wild ? '*.' : ''}${new URL(`http://${host}`).hostname}${port}`
}

const matches = (url: URL, allowed: string): boolean => {
  if (allowed.startsWith('*.')) return url.hostname.endsWith(allowed.slice(1))
  return allowed === url.hostname || allowed === url.host || (allowed === `${url.hostname}:443` && url.protocol === 'https:')
}

/**
 * Where a visitor may be sent after a form: to our own host, and to the hosts that the form names, never elsewhere (no open
 * redirect). Answers the address in its parsed form, which is what browsers will read; null when it is not allowed.
 */
export function allowedRedirect(
  wanted: string | null | undefined,
  { own, hosts }: { own: readonly string[]; hosts: readonly string[] },
): string | null {
  const [base] = own
  const text = wanted?.trim() ?? ''
  if (!base || text === '' || text.length > 2_000 || !URL.canParse(text, base)) return null
  const url = new URL(text, base)
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return null
  if (own.some(address => URL.canParse(address) && new URL(address).origin === url.origin)) return url.href
  return hosts.some(host => matches(url, host)) ? url.href : null
}
