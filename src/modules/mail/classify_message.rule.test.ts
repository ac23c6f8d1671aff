import { describe, expect, test } from 'vitest'
import { type ClassifyHints, classifyMessage, type MailKind } from './classify_message.rule.ts'
import { type Sample, sampleMail } from './fixtures/sample_mail.ts'
import { parseMessage } from './parse_message.rule.ts'

const jane = 'Jane <jane@acme.test>'

const cases: [MailKind, string, Sample, ClassifyHints?][] = [
  ['person', 'a plain mail', { from: jane, text: 'Hello' }],
  ['person', 'Auto-Submitted: no', { from: jane, headers: { 'Auto-Submitted': 'no' } }],
  ['person', 'forwarded by a rule', { from: jane, headers: { 'Auto-Submitted': 'auto-forwarded' } }],
  ['person', 'List-Unsubscribe alone', { from: jane, headers: { 'List-Unsubscribe': '<mailto:u@acme.test>' } }],
  ['person', 'a question about being out of office', { from: jane, subject: 'Out of office hours support?' }],
  ['person', 'an answer to an automatic reply', { from: jane, subject: 'Re: Automatic reply: Pricing' }],
  [
    'person',
    'suppresses automatic answers, as Exchange always says',
    { from: jane, headers: { 'X-Auto-Response-Suppress': 'DR, OOF, AutoReply' } },
  ],
  ['person', 'an invitation', { from: jane, subject: 'Demo', headers: {}, text: 'x' }, { envelopeFrom: 'jane@acme.test' }],
  [
    'person',
    'our own Google Group',
    { from: jane, headers: { 'List-Id': '<sales.hedge.test>', Precedence: 'list', 'List-Post': '<mailto:sales@hedge.test>' } },
    { isOwn: address => address === 'sales@hedge.test' },
  ],
  ['person', 'marked as no spam', { from: jane, headers: { 'X-Spam-Flag': 'NO', 'X-Spam-Status': 'No, score=1' } }],
  ['automatic_reply', 'RFC 3834', { from: jane, headers: { 'Auto-Submitted': 'auto-replied (vacation)' } }],
  ['automatic_reply', 'generated', { from: jane, headers: { 'Auto-Submitted': 'auto-generated' } }],
  ['automatic_reply', 'X-Autoreply', { from: jane, headers: { 'X-Autoreply': 'yes' } }],
  ['automatic_reply', 'X-Autorespond', { from: jane, headers: { 'X-Autorespond': 'Re: x' } }],
  ['automatic_reply', 'Precedence', { from: jane, headers: { Precedence: 'auto_reply' } }],
  ['automatic_reply', 'empty envelope sender', { from: jane }, { envelopeFrom: '' }],
  ['automatic_reply', 'empty Return-Path', { from: jane, headers: { 'Return-Path': '<>' } }],
  ['automatic_reply', 'no-reply', { from: 'Shop <no-reply@shop.test>' }],
  [
    'automatic_reply',
    'read receipt',
    { from: jane, headers: { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=x' } },
  ],
  [
    'bounce',
    'delivery report',
    { from: 'postmaster@acme.test', headers: { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=x' } },
  ],
  ['bounce', 'mailer-daemon', { from: 'MAILER-DAEMON@acme.test', subject: 'Returned' }],
  ['bounce', 'failed recipients', { from: 'x@acme.test', headers: { 'X-Failed-Recipients': 'a@b.test' } }],
  [
    'bounce',
    'by subject and empty sender',
    { from: 'mail@acme.test', subject: 'Undelivered Mail Returned to Sender' },
    { envelopeFrom: '' },
  ],
  ['list', 'List-Id', { from: jane, headers: { 'List-Id': 'Dev <dev.lists.test>' } }],
  ['list', 'Precedence bulk', { from: jane, headers: { Precedence: 'bulk' } }],
  [
    'list',
    'newsletter',
    {
      from: 'News <hi@shop.test>',
      headers: { 'List-Unsubscribe': '<https://x.test>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    },
  ],
  ['spam', 'X-Spam-Flag', { from: jane, headers: { 'X-Spam-Flag': 'YES' } }],
  ['spam', 'X-Spam-Status', { from: jane, headers: { 'X-Spam-Status': 'Yes, score=9.1' } }],
  ['spam', 'Exchange', { from: jane, headers: { 'X-Forefront-Antispam-Report': 'CIP:1;SFV:SPM;SCL:5' } }],
]

const awaySubjects = [
  'Automatic reply: Pricing',
  'Auto: Re: Pricing',
  'Out of Office Re: Pricing',
  'Out of office until 7 January',
  'Out of Office',
  'Automatische Antwort: Preise',
  'Abwesenheitsnotiz: Preise',
  'Abwesend bis 7.1.',
  'Réponse automatique : Tarifs',
  'Absence du bureau',
  'Respuesta automática: Precios',
  'Fuera de la oficina',
  'Risposta automatica: Prezzi',
  'Resposta automática: Preços',
  'Automatisch antwoord: Prijzen',
  'Autosvar: Priser',
  'Automatiskt svar: Priser',
  'Automatisk svar: Priser',
  'Automaattinen vastaus: Hinnat',
  'Odpowiedź automatyczna: Ceny',
  'Automatická odpověď: Ceny',
  'Automatikus válasz: Árak',
  'Răspuns automat: Prețuri',
  'Otomatik yanıt: Fiyatlar',
  'Автоматический ответ: Цены',
  'Автоматична відповідь: Ціни',
  '自動応答: 価格',
  '自动回复: 价格',
  '自動回覆: 價格',
  '자동 회신: 가격',
]

describe('classifyMessage (B13)', () => {
  test.each(cases)('%s: %s', async (kind, _what, sample, hints) => {
    const found = classifyMessage(await sampleMail({ text: 'x', ...sample }), hints)
    expect(found.kind, found.reason).toBe(kind)
    expect(found.reason).toMatch(/\.$/)
  })

  test.each(awaySubjects)('away: %s', async subject => {
    expect(classifyMessage(await sampleMail({ from: jane, subject, text: 'x' })).kind).toBe('automatic_reply')
  })

  test('calendar: an answer is automatic, an invitation is from a person', async () => {
    const calendar = (method: string): Buffer =>
      Buffer.from(
        `From: ${jane}\r\nTo: sales@hedge.test\r\nSubject: Demo\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\nx\r\n--c\r\nContent-Type: text/calendar; method=${method}\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:${method}\r\nEND:VCALENDAR\r\n--c--\r\n`,
      )
    expect(classifyMessage(await parseMessage(calendar('REPLY'))).kind).toBe('automatic_reply')
    expect(classifyMessage(await parseMessage(calendar('REQUEST'))).kind).toBe('person')
  })
})
