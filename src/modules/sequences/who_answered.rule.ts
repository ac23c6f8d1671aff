import { readMailbox } from '../mail/mail_address.rule.ts'

/** Decisions about a mail by which a person from outside wrote to us, themselves or through a colleague who forwarded it. */
const answers = new Set([
  'mail.known_sender',
  'mail.reply_in_thread',
  'mail.general_address',
  'mail.stranger',
  'mail.outsider_forward',
  'mail.capture',
  'mail.forward',
  'mail.forward_of_known',
  'mail.forward_in_copy_of_known',
  'mail.forward_to_general',
  'corrected.make_lead',
])

const addressOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'address' in value && typeof value.address === 'string' ? value.address : null

/**
 * Who got in touch by this input, and so answers a sequence (D5): a mail that a person wrote, or a form. Automatic replies, bounces,
 * list mail, spam and a colleague's own mail are no answer.
 */
export function whoAnswered(inbound: Readonly<Record<string, unknown>>): string | null {
  const { channel, outcome, rule, sender, decision } = inbound
  if (outcome !== 'created' && outcome !== 'filed' && outcome !== 'duplicate') return null
  const written = readMailbox(typeof sender === 'string' ? sender : '')?.address ?? null
  if (channel === 'form') return written
  if (channel !== 'mail') return null
  const inputs: { from?: unknown; person?: unknown; forwarded_by?: unknown } =
    typeof decision === 'object' && decision !== null ? decision : {}
  const [from, person] = [addressOf(inputs.from), addressOf(inputs.person)]
  if (typeof rule !== 'string' || !answers.has(rule)) return null
  if (rule === 'mail.capture' && from !== person) return null
  return inputs.forwarded_by ? person : (from ?? person ?? written)
}
