import { isRobotAddress } from './mail_address.rule.ts'
import type { ParsedMessage } from './parse_message.rule.ts'

export type MailKind = 'person' | 'automatic_reply' | 'bounce' | 'list' | 'spam'
export type Classification = { kind: MailKind; reason: string }

/** Outside knowledge that sharpens the answer; both may be left out. */
export type ClassifyHints = {
  /** The envelope sender; an empty one marks bounces and automatic replies (RFC 5321, RFC 3834). */
  envelopeFrom?: string
  /** Our own shared addresses: mail relayed to us by the group sales@ carries list headers and is still from a person (B1). */
  isOwn?: (address: string) => boolean
}

// Anchored at the start and closed by what follows in real ones, so that "Out of office hours support?" stays a question.
const replyPhrases = [
  'automatic reply',
  'auto(?:matic)?[- ]?(?:reply|response|responder)',
  'autoreply',
  'automatische (?:antwort|antwoord)',
  'automatisch antwoord',
  'r[ée]ponse automatique',
  'respuesta autom[áa]tica',
  'risposta automatica',
  'resposta autom[áa]tica',
  'automatiskt? svar',
  'autosvar',
  'automaattinen vastaus',
  'automaattivastaus',
  'odpowied[źz] automatyczna',
  'autoodpowied[źz]',
  'automatick[áa] odpov[ěe][dď]',
  'automatikus v[áa]lasz',
  'r[ăa]spuns automat',
  'otomatik yan[ıi]t',
  'автоматический ответ',
  'автоответ(?:чик)?',
  'автоматична відповідь',
  '自動(?:応答|返信|回覆|回复)',
  '自动(?:回复|答复)',
  '자동 ?(?:회신|응답)',
]
const absencePhrases = [
  'out[- ]of[- ](?:the[- ])?office',
  'ooo',
  'i am on (?:holiday|vacation|leave)',
  'on (?:holiday|vacation|annual leave)',
  'abwesenheits(?:notiz|meldung|nachricht|assistent)',
  'abwesend',
  'nicht im b[üu]ro',
  'absence du bureau',
  '(?:message d.)?absence',
  'absent(?:e)? du bureau',
  'fuera de (?:la )?oficina',
  'ausente',
  'fuori (?:sede|ufficio)',
  'fora do escrit[óo]rio',
  'aus[êe]ncia(?: tempor[áa]ria)?',
  'niet aanwezig',
  'afwezig(?:heid(?:sbericht)?)?',
  'fr[åa]nvarande',
  'frav[æa]r(?:ende|smelding)?',
  'ikke p[åa] kontoret',
  'poissa(?:olo)?(?:ilmoitus)?',
  'nieobecno[śs][ćc]',
  'poza biurem',
  'mimo kancel[áa][řr]',
  'nep[řr][íi]tomnost',
  'h[áa]zon k[íi]v[üu]l',
  'nu sunt la birou',
  'ofis d[ıi][şs][ıi]nda(?:y[ıi]m)?',
  'нет на работе',
  'отсутств(?:ую|ие)',
  'не в офісі',
  '不在(?:通知|の(?:お知らせ|連絡))?',
  '外出中',
  '不在办公室',
  '부재중?',
]
const replySubject = new RegExp(`^\\s*(?:\\[[^\\]]{1,30}\\]\\s*)?(?:${replyPhrases.join('|')})(?=\\s*(?:$|[:：\\-–—(|"“\\[]))`, 'iu')
const absenceSubject = new RegExp(
  `^\\s*(?:auto(?:matic)?\\s*:?\\s*)?(?:\\[[^\\]]{1,30}\\]\\s*)?(?:${absencePhrases.join('|')})` +
    '(?=\\s*(?:$|[:：\\-–—(|!.,]|re\\b|auto|until\\b|from\\b|till?\\b|bis\\b|vom\\b|jusqu|hasta\\b|fino\\b|tot\\b|reply|message|notification))',
  'iu',
)
const meetingSubject =
  /^(?:accepted|declined|tentative(?:ly accepted)?|zugesagt|abgelehnt|mit vorbehalt|accept[ée]|refus[ée]|aceptad[oa]|rechazad[oa]|accettat[oa]|rifiutat[oa]|geaccepteerd|afgewezen|accepterat|avböjt|godtaget|akceptert|zaakceptowano|canceled|cancelled)\s*:/iu

/**
 * Whether a person wrote this to us (B13). Automatic replies, bounces, list mail and what a filter marked as spam never make a
 * lead. Judged by the headers that programs set (RFC 3834, RFC 2919, RFC 3464); the words of the subject count last.
 */
export function classifyMessage(m: ParsedMessage, hints: ClassifyHints = {}): Classification {
  return (
    spam(m) ??
    bounce(m, hints) ??
    automatic(m, hints) ??
    list(m, hints) ?? { kind: 'person', reason: 'Nothing says that a program sent it.' }
  )
}

function header(m: ParsedMessage, name: string): string {
  return (m.headers.get(name) ?? '').toLowerCase()
}

function spam(m: ParsedMessage): Classification | null {
  const said =
    (/^\s*yes\b/m.test(header(m, 'x-spam-flag')) && 'X-Spam-Flag') ||
    (/^\s*yes\b/m.test(header(m, 'x-spam-status')) && 'X-Spam-Status') ||
    (/^\s*yes\b/m.test(header(m, 'x-spam')) && 'X-Spam') ||
    (/^\s*(?:reject|add header|rewrite subject)/m.test(header(m, 'x-rspamd-action')) && 'X-Rspamd-Action') ||
    (/\bsfv:spm\b/.test(header(m, 'x-forefront-antispam-report')) && 'X-Forefront-Antispam-Report') ||
    (/^\s*[5-9]\s*$/m.test(header(m, 'x-ms-exchange-organization-scl')) && 'X-MS-Exchange-Organization-SCL') ||
    (/^\s*(?:spam|phish|malware)/m.test(header(m, 'x-spam-verdict')) && 'X-Spam-Verdict')
  return said ? { kind: 'spam', reason: `A filter on the way marked it as spam (${said}).` } : null
}

function bounce(m: ParsedMessage, hints: ClassifyHints): Classification | null {
  const type = header(m, 'content-type')
  if (/multipart\/report/.test(type) && /report-type\s*=\s*"?delivery-status/.test(type))
    return { kind: 'bounce', reason: 'It is a delivery report.' }
  if (m.attachments.some(part => part.content_type === 'message/delivery-status'))
    return { kind: 'bounce', reason: 'It carries a delivery report.' }
  if (m.headers.has('x-failed-recipients')) return { kind: 'bounce', reason: 'It names recipients that a mail failed for.' }
  if (/multipart\/report/.test(type)) return { kind: 'automatic_reply', reason: 'It is a report made by a mail program.' }
  const local = m.from?.address.split('@')[0] ?? ''
  if (/^(?:mailer-daemon|mail-daemon|mailerdaemon)$/.test(local))
    return { kind: 'bounce', reason: 'It is from a mail server (mailer-daemon).' }
  const undelivered =
    /^(?:undeliver(?:able|ed)|undelivered mail|mail delivery (?:failed|failure|system)|delivery status notification|returned mail|failure notice|delivery (?:has )?failed|unzustellbar|nicht zustellbar|non remis|no se puede entregar|onbestelbaar|kan ikke leveres|недоставленное|не доставлено)/iu
  const empty = hints.envelopeFrom === '' || /^\s*<\s*>/.test(header(m, 'return-path'))
  if (undelivered.test(m.subject) && (empty || local === 'postmaster'))
    return { kind: 'bounce', reason: 'It says that a mail could not be delivered.' }
  return null
}

function automatic(m: ParsedMessage, hints: ClassifyHints): Classification | null {
  const auto = (reason: string): Classification => ({ kind: 'automatic_reply', reason })
  const submitted = header(m, 'auto-submitted').split(/[;\s]/)[0] ?? ''
  // A mail rule that forwards a person's mail says auto-forwarded: a program passed it on, a person wrote it.
  if (submitted !== '' && submitted !== 'no' && submitted !== 'auto-forwarded')
    return auto(`Its header says that a program sent it (Auto-Submitted: ${submitted}).`)
  for (const name of ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-autogenerated', 'x-vacation']) {
    if (m.headers.has(name) && !/^\s*(?:no|false|0)\s*$/.test(header(m, name)))
      return auto(`Its header says that it is an automatic reply (${name}).`)
  }
  if (/\b(?:auto[-_]?reply|autoreply)\b/.test(header(m, 'precedence')))
    return auto('Its header says that it is an automatic reply (Precedence).')
  if (
    /\b(?:oof|all|autoreply)\b/.test(header(m, 'x-auto-response-suppress')) &&
    (replySubject.test(m.subject) || absenceSubject.test(m.subject))
  ) {
    return auto('It is an out-of-office reply.')
  }
  if (/^\s*vacation/.test(header(m, 'x-mailer')) || /autoreply|auto reply/.test(header(m, 'delivered-to')))
    return auto('A vacation program sent it.')
  if (
    m.attachments.some(isCalendarReply) ||
    (/text\/calendar/.test(header(m, 'content-type')) && /method\s*=\s*"?(?:reply|counter)/.test(header(m, 'content-type')))
  ) {
    return auto('It is a calendar reply.')
  }
  if (meetingSubject.test(m.subject) && m.attachments.some(part => part.content_type === 'text/calendar'))
    return auto('It is a calendar notice.')
  if (replySubject.test(m.subject) || absenceSubject.test(m.subject) || /^auto\s*:\s*(?:re|aw)\s*:/i.test(m.subject))
    return auto('Its subject is that of an out-of-office or automatic reply.')
  const empty = hints.envelopeFrom === '' || /^\s*<\s*>/.test(header(m, 'return-path'))
  if (empty) return auto('Its envelope has no sender, as programs send.')
  if (m.from && isRobotAddress(m.from.address)) return auto(`Nobody reads ${m.from.address}.`)
  return null
}

function isCalendarReply(part: ParsedMessage['attachments'][number]): boolean {
  return (
    /calendar|\/ics/.test(part.content_type) && /^METHOD:(?:REPLY|COUNTER)\s*$/im.test(part.content.subarray(0, 20_000).toString('latin1'))
  )
}

function list(m: ParsedMessage, hints: ClassifyHints): Classification | null {
  if (hints.isOwn && isOwnGroup(m, hints.isOwn)) return null
  const precedence = header(m, 'precedence').trim()
  if (m.headers.has('list-id')) return { kind: 'list', reason: 'It came through a mailing list (List-Id).' }
  if (m.headers.has('list-post') || m.headers.has('mailing-list')) return { kind: 'list', reason: 'It came through a mailing list.' }
  if (/^(?:list|bulk|junk)\b/.test(precedence))
    return { kind: 'list', reason: `It is bulk mail (Precedence: ${precedence.split('\n')[0]}).` }
  // Alone, List-Unsubscribe is also set by tools with which a person writes to one other person.
  const bulkTool = [
    'list-unsubscribe-post',
    'feedback-id',
    'x-campaign',
    'x-campaignid',
    'x-mailgun-tag',
    'x-csa-complaints',
    'x-mailer-recptid',
  ]
  if (m.headers.has('list-unsubscribe') && m.in_reply_to === null && bulkTool.some(name => m.headers.has(name))) {
    return { kind: 'list', reason: 'It is a newsletter (List-Unsubscribe).' }
  }
  return null
}

// A Google Group or Microsoft 365 group for sales@ names itself in these headers, List-Id with a dot instead of the @.
function isOwnGroup(m: ParsedMessage, isOwn: (address: string) => boolean): boolean {
  const said = ['list-post', 'mailing-list', 'list-id', 'x-google-group-id', 'list-help']
    .map(name => header(m, name))
    .join(' ')
    .slice(0, 5000)
  for (const address of said.match(/[^\s<>,;:"'@]{1,64}@[^\s<>,;:"'?@]{1,253}/g) ?? []) if (isOwn(address)) return true
  const id = /<([^<>\s]{1,253})>/.exec(header(m, 'list-id'))?.[1] ?? header(m, 'list-id').trim()
  const labels = id.split('.').slice(0, 12)
  return labels.some((_label, at) => at > 0 && isOwn(`${labels.slice(0, at).join('.')}@${labels.slice(at).join('.')}`))
}
