import { parse } from 'tldts'
import { FREE_MAIL_DOMAINS } from './free_mail_domains.ts'

/**
 * The registrable domain of a host, address or URL, lower-case ASCII: `a.b.co.uk` → `b.co.uk`; null for an IP address, a bare name or
 * a bare public suffix (C1; the ruling that subdomains count as their registrable domain). Private suffixes such as github.io count as
 * suffixes, so that two strangers hosted by the same provider are not one company; the provider's own mail domain is still itself.
 */
export function registrableDomain(text: string | null | undefined): string | null {
  const host = hostOf(text)
  if (!host) return null
  const hosted = parse(host, { allowPrivateDomains: true })
  if (hosted.isIp || !hosted.hostname?.includes('.')) return null
  return hosted.domain ?? (hosted.isPrivate ? parse(host).domain : null)
}

/** Whether a domain gives addresses to anybody, so that it is never a company (C1). */
export function isFreeMail(domain: string | null | undefined): boolean {
  const host = hostOf(domain)
  return host !== null && (FREE_MAIL_DOMAINS.has(host) || FREE_MAIL_DOMAINS.has(registrableDomain(host) ?? ''))
}

/** The registrable domain of an address or website as a company's identity; null for free mail and profile pages (C1). */
export function companyDomain(emailOrWebsite: string | null | undefined): string | null {
  const domain = registrableDomain(emailOrWebsite)
  if (!domain || isFreeMail(hostOf(emailOrWebsite))) return null
  return !emailOrWebsite?.includes('@') && PROFILE_HOSTS.has(domain) ? null : domain
}

/**
 * An address in the one form in which it is stored and compared (C1): without display name, lower-case, the domain in ASCII. Null when
 * mail could not be sent there. Plus tags and dots stay: they are somebody's address, and stripping them can merge two people.
 */
export function normaliseEmail(text: string | null | undefined): string | null {
  const trimmed = text?.replace(INVISIBLE, '').trim() ?? ''
  const bare = (/<([^<>]*)>[^<>]*$/.exec(trimmed)?.[1] ?? trimmed)
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/\?[^@]*$/, '')
    .replace(/[.,;:]+$/, '')
  const at = bare.lastIndexOf('@')
  const local = bare.slice(0, at).normalize('NFC').toLowerCase()
  if (at < 1 || local.length > 64 || !LOCAL_PART.test(local)) return null
  const domain = asciiHost(bare.slice(at + 1))
  return domain && MAIL_DOMAIN.test(domain) && local.length + domain.length < 254 ? `${local}@${domain}` : null
}

/** The host in a host name, an address or a URL, lower-case ASCII. */
function hostOf(text: string | null | undefined): string | null {
  const typed = text?.trim() ?? ''
  if (!typed || typed.length > 2000) return null
  if (typed.includes('@') && !typed.includes('://')) return normaliseEmail(typed)?.split('@').at(-1) ?? null
  return asciiHost(
    typed
      .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
      .replace(/[/?#\\].*$/s, '')
      .replace(/^[^@]*@/, '')
      .replace(/:\d*$/, ''),
  )
}

/** The browser's and Node's own URL parser does the IDNA mapping, the same in both. */
function asciiHost(host: string): string | null {
  const plain = host.trim().replace(/\.+$/, '')
  if (!plain || /[\s/?#@:\\%[\]]/.test(plain)) return null
  const url = URL.canParse(`http://${plain}`) ? new URL(`http://${plain}`) : null
  return url?.hostname || null
}

const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g
const LOCAL_PART = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u
const MAIL_DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/

/** Pages on these hosts belong to whoever made them; as a website they name no company, as a mail domain they do. */
const PROFILE_HOSTS: ReadonlySet<string> = new Set(
  'linkedin.com facebook.com instagram.com twitter.com x.com github.com gitlab.com youtube.com tiktok.com medium.com linktr.ee notion.site google.com t.me wa.me xing.com crunchbase.com angel.co wellfound.com'.split(
    ' ',
  ),
)
