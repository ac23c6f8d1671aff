import { expect, test } from 'vitest'
import { type Standing, whyNoMail } from './enrollable.rule.ts'

const fine: Standing = {
  object: 'lead',
  deleted: false,
  email: 'zoe@fjordlast.no',
  status: 'working',
  do_not_contact: false,
  unsubscribed: false,
  self_serve_box: false,
}
const byHand = { self_serve: false, stops_on_conversion: true }
const flow = { self_serve: true, stops_on_conversion: true }

test.each([
  ['nothing speaks against it', fine, byHand, undefined],
  ['in the bin', { ...fine, deleted: true }, byHand, 'deleted'],
  ['unsubscribed', { ...fine, unsubscribed: true }, byHand, 'unsubscribe'],
  ['not to be contacted', { ...fine, do_not_contact: true }, byHand, 'do_not_contact'],
  ['unqualified', { ...fine, status: 'unqualified' }, byHand, 'unqualified'],
  ['converted', { ...fine, status: 'converted' }, byHand, 'conversion'],
  ['converted, and it goes on', { ...fine, status: 'converted' }, { ...byHand, stops_on_conversion: false }, undefined],
  ['no address', { ...fine, email: null }, byHand, 'no_address'],
  ['another one while the self-serve flow runs (D5)', { ...fine, self_serve_box: true }, byHand, 'self_serve'],
  ['the self-serve flow without its box', fine, flow, 'box_cleared'],
  ['the self-serve flow with its box', { ...fine, self_serve_box: true }, flow, undefined],
  ['a contact has no box', { ...fine, object: 'contact' as const, status: null }, flow, undefined],
  ['the bin goes before all', { ...fine, deleted: true, email: null, unsubscribed: true }, byHand, 'deleted'],
])('%s', (_case, standing, sequence, reason) => expect(whyNoMail(standing, sequence)?.reason).toBe(reason))
