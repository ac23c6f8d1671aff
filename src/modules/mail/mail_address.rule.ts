import { domainToUnicode } from 'node:url'

/** One mailbox. `address` is in the normal form of `normalAddress`, so that it can be compared and looked up as it is. */
export type MailAddress = { name: string; address: string }

/** The form in which addresses are compared: trimmed, lower-case, composed, an IDN domain in Unicode (B3). */
export function normalAddress(address: string): string {
  const trimmed = address
    .replace(/[\p{Cc}\p{Cf}\s]/gu, '')
    .replace(/^mailto:/i, '')
    .toLowerCase()
    .normalize('NFC')
  const at = trimmed.lastIndexOf('@')
  if (at < 0) return trimmed
  const domain = trimmed.slice(at + 1).replace(/\.+$/, '')
  const unicode = domain.includes('xn--') ? domainToUnicode(domain) : domain
  return `${trimmed.slice(0, at)}@${unicode === '' ? domain : unicode}`
}

/** Whether mail could be sent there: one @, a local part, a domain with a dot. */
export function isMailAddress(address: string): boolean {
  return address.length <= 254 && /^[^\s@<>()[\]:;,]{1,64}@(?:[^\s@<>()[\]:;,.]+\.)+[^\s@<>()[\]:;,.]{2,}$/u.test(address)
}

const robotLocalPart =
  /^(?:no[-._]?reply|do[-._]?not[-._]?reply|donotreply|noreply[-._+].*|no-reply[-._+].*|mailer-daemon|mail-daemon|postmaster|bounces?|bounce[-+=].*|notifications?|keine-?antwort|ne-?pas-?repondre|nao-?responda|autoresponder|auto-?reply)$/

/** An address behind which no person reads: noreply@, mailer-daemon@ (B13). */
export function isRobotAddress(address: string): boolean {
  return robotLocalPart.test(address.slice(0, Math.max(0, address.lastIndexOf('@'))))
}

// Bounded pieces keep the search linear on hostile input.
const anywhere = /[^\s<>"'()[\]:;,@*|]{1,64}@(?:[^\s<>"'()[\]:;,@.*|]{1,63}\.){1,8}[^\s<>"'()[\]:;,@.*|]{2,63}/gu
const bracketed =
  /[<[(]\s*(?:mailto:)?\s*([^\s<>"'()[\]:;,@]{1,64}@(?:[^\s<>"'()[\]:;,@.]{1,63}\.){1,8}[^\s<>"'()[\]:;,@.?]{2,63})(?:\?[^\s>\])]{0,200})?\s*[>\])]?/giu

/**
 * The mailbox in what a mail client printed after "From:" (B3). The address in brackets counts, never one in the display name;
 * of several ("A <a@x> on behalf of B <b@y>") the last. Null when there is no usable address.
 */
export function readMailbox(printed: string): MailAddress | null {
  const value = printed.slice(0, 2000).replace(/\s+/g, ' ')
  const inBrackets = [...value.matchAll(bracketed)]
  const first = inBrackets[0]
  const last = inBrackets.at(-1)
  if (first && last && last[1] !== undefined) {
    const address = normalAddress(last[1])
    const from = last.index > first.index && first[1] !== last[1] ? first.index + first[0].length : 0
    return isMailAddress(address) ? { name: readName(value.slice(from, last.index), address), address } : null
  }
  const bare = [...value.matchAll(anywhere)].at(-1)
  if (!bare) return null
  const address = normalAddress(bare[0].replace(/^[.'`*]+|[.'`*]+$/g, ''))
  if (!isMailAddress(address)) return null
  return { name: readName(`${value.slice(0, bare.index)} ${value.slice(bare.index + bare[0].length)}`, address), address }
}

function readName(printed: string, address: string): string {
  const name = printed
    .replace(/\b(?:on behalf of|im auftrag von|de la part de|en nombre de|per conto di|namens)\b/giu, ' ')
    .replace(/mailto:/gi, '')
    .replace(/[<>[\]*|]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'“”„«»‘’,;:()-]+|[\s"'“”„«»‘’,;:(-]+$/gu, '')
    .trim()
  // A client prints the address as its own name where it knows no better; that is no name.
  return normalAddress(name) === address ? '' : name.slice(0, 200)
}
