import { expect, test } from 'vitest'
import { whoAnswered } from './who_answered.rule.ts'

const zoe = { address: 'zoe@fjordlast.no', name: 'Zoë' }
const ana = { address: 'ana@northlight.example', name: 'Ana' }
const mail = (rule: string, more: Record<string, unknown> = {}, outcome = 'filed') => ({
  channel: 'mail',
  outcome,
  rule,
  sender: 'Zoë <zoe@fjordlast.no>',
  decision: { from: zoe, person: zoe, ...more },
})

test.each([
  ['somebody known', mail('mail.known_sender'), zoe.address],
  ['an answer from another address', mail('mail.reply_in_thread', { from: { address: 'z@home.example' } }), 'z@home.example'],
  ['a stranger', mail('mail.stranger', {}, 'created'), zoe.address],
  ['a colleague forwards what they wrote', mail('mail.forward_of_known', { from: ana, forwarded_by: 'u1' }), zoe.address],
  ['a colleague keeps it in their capture address', mail('mail.capture', { from: ana }), null],
  ['they wrote to the capture address', mail('mail.capture'), zoe.address],
  ['a colleague writes to them', mail('mail.outgoing', { from: ana }), null],
  ['an automatic reply', mail('mail.automatic_reply', {}, 'ignored'), null],
  ['a bounce', mail('mail.bounce_of_ours'), null],
  ['spam', mail('mail.spam', {}, 'ignored'), null],
  ['nobody could decide yet', mail('mail.robot_for_person', {}, 'needs_a_look'), null],
  ['a person said it is a lead', { ...mail('corrected.make_lead', {}, 'created'), decision: null }, zoe.address],
  ['a form', { channel: 'form', outcome: 'duplicate', rule: 'lead.duplicate', sender: 'zoe@fjordlast.no', decision: null }, zoe.address],
  ['a form that is spam', { channel: 'form', outcome: 'ignored', rule: 'form.spam', sender: 'zoe@fjordlast.no', decision: null }, null],
  ['a product event', { channel: 'product_event', outcome: 'filed', rule: 'x', sender: 'zoe@fjordlast.no', decision: null }, null],
])('%s', (_case, inbound, address) => expect(whoAnswered(inbound)).toBe(address))
