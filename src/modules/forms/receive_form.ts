import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { receive } from '../inbound/receive.ts'
import type { PublicForm } from './form.queries.ts'
import type { Sent } from './parse_submission.ts'
import { captchaNames } from './read_submission.rule.ts'

/** What the edge knows of a submission beside its answers. */
export interface FormEnvelope extends Record<string, unknown> {
  slug: string
  kind: 'form' | 'web_to_lead'
  ip: string
  user_agent: string | null
  /** The page on which the form stood. */
  page: string | null
  trapped: boolean
  seconds: number | null
  captcha: string | null
}

export interface FormReceived {
  form: PublicForm | null
  sent: Sent
  /** Idempotency-Key or submission_id; without one, equal answers within ten minutes are one submission. */
  key: string | null
  envelope: FormEnvelope
  sender: string | null
  subject: string
}

const doubleClick = 10 * 60 * 1000
/** What differs between two clicks on the same answers. */
const changing = (name: string): boolean => name.startsWith('_') || captchaNames.some(one => one === name)
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Stores one submission of a form; a double click or a repeated request is the one that was stored before (B7, B13). */
export async function receiveForm(ctx: Context, given: FormReceived): Promise<{ id: string; isNew: boolean }> {
  const content = JSON.stringify(given.sent)
  const { slug } = given.envelope
  const answers = sha(`${slug}\0${JSON.stringify(given.sent.fields.filter(([name]) => !changing(name)))}`)
  const window = Math.floor(ctx.now.getTime() / doubleClick)
  const before = given.key === null ? await justReceived(ctx, `${slug}:${answers}:${window - 1}`) : null
  if (before) return { id: before, isNew: false }
  return receive(ctx, {
    channel: 'form',
    source_id: given.key === null ? `${slug}:${answers}:${window}` : `${slug}:key:${sha(given.key)}`,
    content_type: 'application/json',
    content: Buffer.from(content),
    envelope: given.envelope,
    sender: given.sender,
    subject: given.subject,
    form_id: given.form?.id ?? null,
  })
}

/** The ten minutes may reach back over the edge of the window that the key is made of. */
async function justReceived(ctx: Context, sourceId: string): Promise<string | null> {
  const found = await ctx.tx
    .selectFrom('inbound_key')
    .innerJoin('inbound', 'inbound.id', 'inbound_key.inbound_id')
    .select('inbound.id')
    .where('inbound_key.channel', '=', 'form')
    .where('inbound_key.source_id', '=', sourceId)
    .where('inbound.received_at', '>', new Date(ctx.now.getTime() - doubleClick))
    .executeTakeFirst()
  return found?.id ?? null
}
