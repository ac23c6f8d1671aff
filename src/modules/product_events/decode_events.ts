import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { malformed, Refusal } from '../../platform/refuse.ts'

/** What a batch may unpack to; clients that hear 413 send half (B9). */
export const largestBatch = 20 * 1024 * 1024

const tooLarge = () => new Refusal('request.too_large', 'This batch is too large. Send it in smaller parts.', { status: 413 })
const unzip = promisify(gunzip)

async function unpacked(raw: Buffer, coding: string): Promise<Buffer> {
  const zipped = coding.includes('gzip') || (raw[0] === 0x1f && raw[1] === 0x8b)
  if (!zipped) return raw
  try {
    return await unzip(raw, { maxOutputLength: largestBatch })
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'))
      throw tooLarge()
    throw malformed('The body says that it is gzip, and is not.')
  }
}

/** Form posts carry the JSON in `data`, in base64 or plain. */
function withoutWrapping(text: string, contentType: string): string {
  const form = contentType.includes('x-www-form-urlencoded') || /^data=/.test(text) ? new URLSearchParams(text).get('data') : null
  const inner = (form ?? text).trim()
  return /^[{[]/.test(inner) ? inner : Buffer.from(inner.replaceAll(' ', '+'), 'base64').toString('utf8')
}

/** The JSON that PostHog's clients sent, however they packed it: plain, gzip by header or by query, base64 in a form (B9). */
export async function decodeEvents(raw: Buffer, headers: Record<string, string | undefined>, compression: string): Promise<unknown> {
  const bytes = await unpacked(raw, `${headers['content-encoding'] ?? ''} ${compression}`)
  if (bytes.length > largestBatch) throw tooLarge()
  if (bytes.length === 0) throw malformed('The body is empty.')
  try {
    return JSON.parse(withoutWrapping(bytes.toString('utf8'), headers['content-type'] ?? ''))
  } catch {
    throw malformed('The body is not valid JSON.')
  }
}
