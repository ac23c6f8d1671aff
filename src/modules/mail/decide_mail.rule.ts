import { classifyMessage } from './classify_message.rule.ts'
import { findForward, quotedSenders } from './find_forward.rule.ts'
import { isMailAddress, isRobotAddress, type MailAddress, normalAddress, readMailbox } from './mail_address.rule.ts'
import type { ParsedMessage } from './parse_message.rule.ts'

/** What the SMTP conversation said: `from` is empty for bounces; `recipients` are those of ours that it was accepted for. */
export type MailEnvelope = { from: string; recipients: string[] }

export type SharedAddress = { id: string; purpose: 'general' | 'sales' | 'event' }
export type KnownRecord = { object: 'lead' | 'contact'; id: string; owner_id: string | null }
export type KnownPerson = {
  lead?: { id: string; open: boolean; owner_id: string | null }
  contact?: { id: string; owner_id: string | null }
}

/**
 * All that the decision needs to know. Every address is a key in the form of `normalAddress`; ask for those that `mailQuestions`
 * names, no others are looked at.
 */
export type MailFacts = {
  /** Our shared addresses (all of them). */
  sharedAddresses: ReadonlyMap<string, SharedAddress>
  /** Address of an active user (all of theirs) → user id. */
  colleagues: ReadonlyMap<string, string>
  /** Who is known by these addresses. `open` is false for an unqualified or converted lead. */
  known: ReadonlyMap<string, KnownPerson>
  /** The conversation that one of the `message_ids` belongs to, with the record it is about. */
  replyTo: { conversation_id: string; record: KnownRecord | null } | null
  /** Whether a message with the same `dedupe_key` is stored. */
  alreadyStored: boolean
}

/** What to do. `none` and `keep` write no record: `keep` stores the message where it can be looked at, `none` stores nothing. */
export type MailAction = 'create_lead' | 'file_on_record' | 'file_in_conversation' | 'ask' | 'keep' | 'keep_as_spam' | 'none'

export type MailDecision = {
  outcome: 'created' | 'filed' | 'ignored' | 'needs_a_look'
  action: MailAction
  /** A sentence for people. */
  reason: string
  /** A stable code for programs and tests. */
  rule: string
  /** Who it is about: the lead to be, the customer; null when nobody can be told. */
  person: MailAddress | null
  direction: 'in' | 'out'
  /** Lead source for `create_lead`. */
  source: 'email' | 'forwarded_email' | null
  /** The record for `file_on_record`; its owner is to be told. */
  record: KnownRecord | null
  /** The thread to continue, when it is a known one; else a new conversation begins. */
  conversation_id: string | null
  /** The shared address it came to, sales before event before general. */
  address: SharedAddress | null
  /** User id of the colleague who forwarded it. */
  forwarded_by: string | null
  /** User id of the colleague who answered: the conversation is handled by them (B4). */
  handled_by: string | null
  /** What a forward carries: the original's text is the lead's message, the note is the colleague's. */
  inner: { from: MailAddress | null; subject: string; text: string; date_text: string; own_note: string } | null
}

/** The addresses to look up in leads and contacts and the message ids to look up in stored messages, before `decideMail`. */
export function mailQuestions(m: ParsedMessage): { addresses: string[]; message_ids: string[] } {
  const people = [m.from, m.sender, ...m.reply_to, ...m.to, ...m.cc, behindGroup(m)]
  const addresses = new Set([...people.flatMap(one => one?.address ?? []), ...quotedSenders(m)])
  return { addresses: [...addresses].slice(0, 500), message_ids: threadIds(m) }
}

/** The ids of earlier messages that this one answers or reports about, nearest first (B1, B13). */
export function threadIds(m: ParsedMessage): string[] {
  const ids = [...(m.in_reply_to === null ? [] : [m.in_reply_to]), ...m.references.toReversed()]
  for (const part of m.attachments) {
    // A bounce carries the mail it returns, or only that mail's headers.
    if (part.message_rfc822?.message_id && m.from && isRobotAddress(m.from.address)) ids.push(part.message_rfc822.message_id)
    if (part.content_type === 'text/rfc822-headers') {
      const id = /^message-id:\s*(<[^<>\s]{1,900}>)/im.exec(part.content.subarray(0, 100_000).toString('latin1'))?.[1]
      if (id) ids.push(id)
    }
  }
  return [...new Set(ids)].slice(0, 100)
}

/**
 * The one decision about an inbound mail (B1–B4, B13): pure, total, the first rule that applies decides. Each return names its rule
 * code and says why in a sentence that the page shows.
 */
export function decideMail(m: ParsedMessage, envelope: MailEnvelope, facts: MailFacts): MailDecision {
  const isShared = (address: string): boolean => facts.sharedAddresses.has(address)
  const isOurs = (address: string): boolean => facts.colleagues.has(address) || isShared(address)
  const reached = reachedAddresses(m, envelope, facts)
  const from = m.from !== null && isShared(m.from.address) ? (behindGroup(m) ?? m.from) : m.from
  const base: MailDecision = {
    outcome: 'ignored',
    action: 'keep',
    reason: '',
    rule: '',
    person: from,
    direction: 'in',
    source: null,
    record: null,
    conversation_id: facts.replyTo?.conversation_id ?? null,
    address: reached.best,
    forwarded_by: null,
    handled_by: null,
    inner: null,
  }
  const thread = facts.replyTo?.record ?? null

  // B13: the same message delivered twice is stored once.
  if (facts.alreadyStored) return { ...base, action: 'none', rule: 'mail.duplicate', reason: 'The same message has been received before.' }

  const kind = classifyMessage(m, { envelopeFrom: envelope.from, isOwn: isShared })
  // B13: obvious spam never makes a lead.
  if (kind.kind === 'spam') return { ...base, action: 'keep_as_spam', rule: 'mail.spam', reason: kind.reason }
  // B13: a bounce of our own mail belongs to the record that mail is on; any other is of no use.
  if (kind.kind === 'bounce') {
    if (facts.replyTo === null)
      return { ...base, rule: 'mail.bounce', reason: `${kind.reason} It is not about a mail of ours that is known here.` }
    return {
      ...base,
      ...filed(thread),
      rule: 'mail.bounce_of_ours',
      reason: `${kind.reason} It is about a mail that was sent from this conversation.`,
    }
  }
  // B13: what cannot be understood is kept and shown.
  if (from === null) return ask(base, 'mail.no_sender', 'It has no usable From address, so nobody can tell who wrote it.')
  if ((m.headers.get('from') ?? '').includes('\n'))
    return ask(base, 'mail.two_senders', 'It has more than one From line; which is true cannot be told.')

  const colleague = facts.colleagues.get(from.address)
  // A display name proves nothing, nor does a From line that failed its checks: a spoofed colleague must not make or hide leads.
  if (colleague !== undefined && failsAuthentication(m)) {
    return ask(base, 'mail.spoofed_colleague', `It says that it is from our colleague ${from.address}, but the check of its origin failed.`)
  }
  // B13: a no-reply address in front of a person's Reply-To may be a form on some website: a person decides.
  const robot = isRobotAddress(from.address)
  if (robot && !m.headers.has('auto-submitted') && kind.kind === 'automatic_reply') {
    const writer = m.reply_to.find(one => !isOurs(one.address) && !isRobotAddress(one.address) && one.address !== from.address)
    if (writer && reached.wantsLeads)
      return ask({ ...base, person: writer }, 'mail.robot_for_person', `A program sent it, but an answer would go to ${writer.address}.`)
  }
  // B13: automatic replies and list mail never make a lead.
  if (kind.kind === 'automatic_reply' && !(colleague !== undefined && isForwardByRule(m)))
    return { ...base, rule: 'mail.automatic_reply', reason: kind.reason }
  if (kind.kind === 'list') return { ...base, rule: 'mail.list', reason: kind.reason }
  if (isShared(from.address)) return { ...base, rule: 'mail.own_address', reason: `It is from our own address ${from.address}.` }

  // B5, prepared: what comes to a private capture address only is filed, by record.
  if (reached.best === null && reached.capture) {
    const other = [from, ...m.to, ...m.cc].find(one => !isOurs(one.address) && !isCapture(one.address)) ?? null
    const record = recordOf(other, facts) ?? thread
    const direction = colleague === undefined ? 'in' : 'out'
    return { ...base, ...filed(record), person: other, direction, rule: 'mail.capture', reason: 'It came to a private capture address.' }
  }
  if (colleague !== undefined) return decideColleague(m, base, colleague, reached, facts, isOurs)
  return decideOutsider(m, base, from, reached, facts, isOurs)
}

function decideColleague(
  m: ParsedMessage,
  base: MailDecision,
  colleague: string,
  reached: Reached,
  facts: MailFacts,
  isOurs: (address: string) => boolean,
): MailDecision {
  const thread = facts.replyTo?.record ?? null
  const customers = [...m.to, ...m.cc].filter(one => !isOurs(one.address) && !isCapture(one.address))
  const forward = findForward(m, isOurs)
  if (forward.forwarded) {
    const inner = {
      from: forward.inner,
      subject: forward.inner_subject,
      text: forward.inner_text,
      date_text: forward.inner_date_text,
      own_note: forward.own_note,
    }
    // A forward begins its own conversation; the thread it was cut from is the colleague's own.
    const forwarded: MailDecision = { ...base, conversation_id: null, person: forward.inner, forwarded_by: colleague, inner }
    const record = recordOf(forward.inner, facts)
    // B3: with the sales address in To (alone or among several) the original sender becomes a lead, unless known.
    if (reached.wantsLeadsInTo) {
      if (forward.inner === null) return ask(forwarded, 'mail.forward_without_sender', forward.reason)
      if (forward.inner_automatic)
        return ask(forwarded, 'mail.forward_of_automatic', `The forwarded mail from ${forward.inner.address} was sent by a program.`)
      if (record !== null)
        return {
          ...forwarded,
          ...filed(record),
          rule: 'mail.forward_of_known',
          reason: `A colleague forwarded a mail from ${forward.inner.address}, who is ${named(record)}.`,
        }
      const reason = `A colleague forwarded a mail from ${forward.inner.address} to the sales address.`
      return { ...forwarded, outcome: 'created', action: 'create_lead', source: 'forwarded_email', rule: 'mail.forward', reason }
    }
    // B4: a forward sent on to customers with us in copy is an outgoing mail to them like any other.
    if (customers.length > 0) return { ...outgoing({ ...base, inner }, customers, colleague, facts), forwarded_by: colleague }
    // B3: no lead when the sales address is only in Cc or Bcc, or when only a general address was written to.
    const why = reached.wantsLeads ? 'the sales address is only in Cc or Bcc' : 'it was not sent to a sales address'
    const reason = `A colleague's forward, but ${why}: no lead.`
    if (record !== null)
      return {
        ...forwarded,
        ...filed(record),
        rule: 'mail.forward_in_copy_of_known',
        reason: `${reason} It is filed, as ${forward.inner?.address} is ${named(record)}.`,
      }
    if (!reached.wantsLeads) return { ...forwarded, ...filed(null), rule: 'mail.forward_to_general', reason }
    return { ...forwarded, rule: 'mail.forward_in_copy', reason }
  }
  // B4: a colleague's mail to customers with us in copy is outgoing; it never makes a lead.
  if (customers.length > 0) return outgoing(base, customers, colleague, facts)
  // B4: an answer with everybody else in Bcc, within a thread that is known.
  if (facts.replyTo !== null)
    return {
      ...base,
      ...filed(thread),
      direction: 'out',
      handled_by: colleague,
      rule: 'mail.colleague_in_thread',
      reason: 'A colleague wrote in a conversation that is known.',
    }
  return { ...base, rule: 'mail.internal', reason: `A colleague wrote to us, and it is no forward: ${forward.reason}` }
}

function outgoing(base: MailDecision, customers: MailAddress[], colleague: string, facts: MailFacts): MailDecision {
  const known = customers.find(one => recordOf(one, facts) !== null)
  const record = recordOf(known ?? null, facts) ?? facts.replyTo?.record ?? null
  const person = known ?? customers[0] ?? null
  const out: MailDecision = { ...base, ...filed(record), person, direction: 'out', handled_by: colleague }
  if (record !== null) return { ...out, rule: 'mail.outgoing', reason: `A colleague wrote to ${person?.address}, who is ${named(record)}.` }
  return {
    ...out,
    rule: 'mail.outgoing_to_unknown',
    reason: `A colleague wrote to ${person?.address}, who is not on record: kept as a conversation, no lead.`,
  }
}

function decideOutsider(
  m: ParsedMessage,
  base: MailDecision,
  from: MailAddress,
  reached: Reached,
  facts: MailFacts,
  isOurs: (address: string) => boolean,
): MailDecision {
  const thread = facts.replyTo?.record ?? null
  const record = recordOf(from, facts)
  // B2: an open lead or a contact already: filed on that record, its owner is told.
  if (record !== null) return { ...base, ...filed(record), rule: 'mail.known_sender', reason: `${from.address} is ${named(record)}.` }
  // B1: a further message in a conversation that is about somebody goes there, also from a new address.
  if (thread !== null)
    return { ...base, ...filed(thread), rule: 'mail.reply_in_thread', reason: 'It answers a message in a conversation that is known.' }
  if (facts.replyTo !== null && !reached.wantsLeads)
    return { ...base, ...filed(null), rule: 'mail.reply_in_thread', reason: 'It answers a message in a conversation that is known.' }
  if (reached.best === null) return ask(base, 'mail.no_shared_address', 'None of its recipients is one of our shared addresses.')
  // B1: a general address has conversations, no leads.
  if (!reached.wantsLeads)
    return { ...base, ...filed(null), rule: 'mail.general_address', reason: 'It came to a general address only: a conversation, no lead.' }
  // Ruling: a forward by somebody outside makes a lead for that outsider; the inner sender is noted.
  const forward = findForward(m, isOurs)
  const created: MailDecision = { ...base, outcome: 'created', action: 'create_lead', source: 'email' }
  if (forward.forwarded) {
    const inner = {
      from: forward.inner,
      subject: forward.inner_subject,
      text: forward.inner_text,
      date_text: forward.inner_date_text,
      own_note: forward.own_note,
    }
    const of = forward.inner === null ? '' : ` from ${forward.inner.address}`
    return {
      ...created,
      inner,
      rule: 'mail.outsider_forward',
      reason: `Somebody new, ${from.address}, forwarded a mail${of} to a sales address.`,
    }
  }
  // B2: a stranger to a sales address makes a lead.
  return {
    ...created,
    rule: 'mail.stranger',
    reason: `Somebody new, ${from.address}, wrote to ${reached.best.purpose === 'event' ? 'an event' : 'a sales'} address.`,
  }
}

type Reached = { best: SharedAddress | null; wantsLeads: boolean; wantsLeadsInTo: boolean; capture: boolean }

// Headers and envelope together: To and Cc say what the writer meant, the envelope knows the Bcc. A mail to hello@ and sales@ arrives
// twice and is stored once, so that either delivery must see both.
function reachedAddresses(m: ParsedMessage, envelope: MailEnvelope, facts: MailFacts): Reached {
  const inTo = m.to.flatMap(one => facts.sharedAddresses.get(one.address) ?? [])
  const recipients = envelope.recipients.map(normalAddress)
  const all = [...inTo, ...[...m.cc.map(one => one.address), ...recipients].flatMap(one => facts.sharedAddresses.get(one) ?? [])]
  const best = (['sales', 'event', 'general'] as const).flatMap(purpose => all.find(one => one.purpose === purpose) ?? [])[0] ?? null
  const leads = (one: SharedAddress): boolean => one.purpose !== 'general'
  return { best, wantsLeads: all.some(leads), wantsLeadsInTo: inTo.some(leads), capture: recipients.some(isCapture) }
}

function isCapture(address: string): boolean {
  return /^u-[a-z0-9]{6,64}@/.test(address)
}

function filed(record: KnownRecord | null): Pick<MailDecision, 'outcome' | 'action' | 'record'> {
  return { outcome: 'filed', action: record === null ? 'file_in_conversation' : 'file_on_record', record }
}

function ask(base: MailDecision, rule: string, reason: string): MailDecision {
  return { ...base, outcome: 'needs_a_look', action: 'ask', rule, reason }
}

function recordOf(person: MailAddress | null, facts: MailFacts): KnownRecord | null {
  const known = person === null ? undefined : facts.known.get(person.address)
  if (known?.lead?.open) return { object: 'lead', id: known.lead.id, owner_id: known.lead.owner_id }
  return known?.contact ? { object: 'contact', id: known.contact.id, owner_id: known.contact.owner_id } : null
}

function named(record: KnownRecord): string {
  return record.object === 'lead' ? 'an open lead' : 'a contact'
}

// Only the topmost results count: those of the server that handed the mail to us. Lower ones may be the sender's own invention.
function failsAuthentication(m: ParsedMessage): boolean {
  const results = (m.headers.get('authentication-results') ?? '').toLowerCase().split('\n')
  const top = results.find(one => /\b(?:dmarc|spf|dkim)\s*=/.test(one)) ?? ''
  const dmarc = /\bdmarc\s*=\s*([a-z]+)/.exec(top)?.[1]
  if (dmarc !== undefined && dmarc !== 'none') return dmarc === 'fail' || dmarc === 'permerror'
  const spf = /\bspf\s*=\s*([a-z]+)/.exec(top)?.[1]
  const signatures = [...top.matchAll(/\bdkim\s*=\s*([a-z]+)/g)].map(found => found[1])
  return (spf === 'fail' || spf === 'softfail') && !signatures.includes('pass')
}

// A colleague's mail rule that forwards everything marks it auto-generated; what it forwards is still a person's mail.
function isForwardByRule(m: ParsedMessage): boolean {
  return /^\s*auto-generated/i.test(m.headers.get('auto-submitted') ?? '') && findForward(m).forwarded
}

// A group that rewrites From ("Jane via Sales <sales@…>") keeps the writer in its own headers or in Reply-To.
function behindGroup(m: ParsedMessage): MailAddress | null {
  for (const name of ['x-original-from', 'x-original-sender']) {
    const found = readMailbox(m.headers.get(name) ?? '')
    if (found !== null && isMailAddress(found.address))
      return { name: found.name || (m.from?.name ?? '').replace(/\s+via\s+.*$/i, ''), address: found.address }
  }
  return m.reply_to[0] ?? null
}
