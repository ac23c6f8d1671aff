import { invalid, malformed, Refusal } from '../../platform/refuse.ts'
import { asObject, storableJson, storableText } from '../product_events/storable_json.rule.ts'

/** What a form sent, as text, in the order in which it came. */
export interface Sent {
  fields: [name: string, value: string][]
  /** Names of files that came along; files are not taken. */
  files: string[]
}

const mostFields = 100
export const longestAnswer = 20_000
const longestName = 200
const largest = { multipart: 10 * 1024 * 1024, text: 1024 * 1024 }

/** Reads the body of a form in any of the three ways in which forms are sent (B7). */
export async function parseSubmission(raw: Buffer, contentType: string, charset: string | null = null): Promise<Sent> {
  const [kind = ''] = contentType.toLowerCase().split(';')
  const multipart = kind.trim() === 'multipart/form-data'
  if (raw.length > (multipart ? largest.multipart : largest.text))
    throw new Refusal('request.too_large', 'This is more than a form may send.', { status: 413 })
  if (multipart) return bounded(await readMultipart(raw, contentType))
  if (kind.trim() === 'application/x-www-form-urlencoded') return bounded({ fields: readUrlEncoded(raw, charset), files: [] })
  if (kind.trim() === 'application/json' || kind.trim() === '' || kind.trim() === 'text/plain')
    return bounded({ fields: readJson(raw), files: [] })
  throw new Refusal('request.content_type', 'Send JSON, application/x-www-form-urlencoded or multipart/form-data.', { status: 415 })
}

function bounded({ fields, files }: Sent): Sent {
  if (fields.length > mostFields) throw invalid([{ field: '', code: 'too_long', message: `A form has at most ${mostFields} fields.` }])
  const errors = fields
    .filter(([name, value]) => value.length > longestAnswer || name.length > longestName)
    .map(([name]) => ({
      field: name.slice(0, longestName),
      code: 'too_long',
      message: `Must not be longer than ${longestAnswer.toLocaleString('en')} characters.`,
    }))
  if (errors.length > 0) throw invalid(errors)
  return {
    fields: fields.map(([name, value]) => [storableText(name).trim(), storableText(value).trim()]),
    files: files.slice(0, 20).map(name => storableText(name).slice(0, longestName)),
  }
}

function readJson(raw: Buffer): [string, string][] {
  const body = asObject(parseJson(raw))
  if (!body) throw malformed('The body must be a JSON object of the form’s answers.')
  const kept = asObject(storableJson(body)?.value)
  if (!kept) throw malformed('The body is nested too deeply.')
  return Object.entries(kept).flatMap(([name, value]) => {
    const text = textOf(value)
    return text === '' ? [] : [[name, text] satisfies [string, string]]
  })
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch (error) {
    throw malformed(`The body is not valid JSON: ${error instanceof Error ? error.message.slice(0, 80) : ''}`)
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every(one => typeof one !== 'object')) return value.map(textOf).filter(Boolean).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

async function readMultipart(raw: Buffer, contentType: string): Promise<Sent> {
  const body = new Uint8Array(raw)
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData().catch(() => {
    throw malformed('The multipart body is damaged.')
  })
  const sent: Sent = { fields: [], files: [] }
  for (const [name, value] of form) {
    if (typeof value === 'string') sent.fields.push([name, value])
    else if (value.name !== '') sent.files.push(value.name)
  }
  return { ...sent, fields: joined(sent.fields) }
}

/** Several answers to one question (checkboxes of one name) are one answer. */
function joined(pairs: [string, string][]): [string, string][] {
  const byName = new Map<string, string[]>()
  for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value])
  return [...byName].map(([name, values]) => [name, values.filter(Boolean).join(', ')])
}

/** Old pages send their own character set; without a word about it, text that is no UTF-8 is Windows-1252. */
function readUrlEncoded(raw: Buffer, charset: string | null): [string, string][] {
  const parts = raw.toString('latin1').split('&', 1_000)
  const pairs = parts.filter(Boolean).map((part): [Buffer, Buffer] => {
    const at = part.indexOf('=')
    return at < 0 ? [unescaped(part), Buffer.alloc(0)] : [unescaped(part.slice(0, at)), unescaped(part.slice(at + 1))]
  })
  const named = pairs.find(([name]) => name.toString('latin1') === 'encoding')?.[1].toString('latin1')
  const decode = decoderOf(charset ?? named ?? null)
  return joined(pairs.map(([name, value]) => [decode(name), decode(value)]))
}

const unescaped = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll('+', ' ').replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

function decoderOf(charset: string | null): (bytes: Buffer) => string {
  const strict = new TextDecoder('utf-8', { fatal: true })
  const fallback = new TextDecoder(knownCharset(charset) ?? 'windows-1252')
  return bytes => {
    try {
      return strict.decode(bytes)
    } catch {
      // Not UTF-8: the page's own character set.
      return fallback.decode(bytes)
    }
  }
}

function knownCharset(name: string | null): string | null {
  try {
    return name ? new TextDecoder(name).encoding : null
  } catch {
    // A name that no decoder knows is as good as none.
    return null
  }
}
