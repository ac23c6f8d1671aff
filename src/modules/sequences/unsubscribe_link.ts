import type { Context } from '../../platform/context.ts'

const mark = 'unsubscribe.'

/** The address that ends the mails to whom this enrolment writes. Sealed: nobody can make up one for somebody else. */
export const unsubscribeUrl = ({ ports }: Pick<Context, 'ports'>, enrollmentId: string): string =>
  `${ports.baseUrl}/u/${encodeURIComponent(ports.secrets.seal(`${mark}${enrollmentId}`))}`

/** The enrolment of such an address; null for anything that we did not make. */
export function readUnsubscribeToken({ ports }: Pick<Context, 'ports'>, token: string): string | null {
  try {
    const opened = ports.secrets.open(token)
    return /^[0-9a-f-]{36}$/.exec(opened.startsWith(mark) ? opened.slice(mark.length) : '')?.[0] ?? null
  } catch {
    // Cut off, made up, or sealed with another key: there is no such link.
    return null
  }
}
