import { beforeAll, expect, test } from 'vitest'
import { allRights } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { createRecord, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { catchUp, commit, storeUser, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { user } from '../users/user.object.ts'
import { note } from './note.object.ts'
import { onlyAuthor } from './only_author.ts'
import { tellMentioned } from './tell_mentioned.ts'

const base = useDatabase({ max: 4 })
const me = userActor({ name: 'Ana' })
const [ben, stranger] = [newId(), newId()]
let ctx: Context

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [note, lead, contact, account, opportunity, user, mail], derivations: [onlyAuthor], actor: me })
  const none = { ...allRights, objects: {} }
  await base.pool.query(
    `insert into role (id, key, label, rights, created_at, updated_at, version) values ($1, 'all', 'All', $2, now(), now(), 1), ($3, 'none', 'None', $4, now(), now(), 1)`,
    [newId(), allRights, newId(), none],
  )
  for (const person of [
    { id: String(me.id), name: 'Ana', role: 'all' },
    { id: ben, name: 'Ben', role: 'all', email: 'ben@example.com' },
    { id: stranger, name: 'Stranger', role: 'none' },
  ])
    await storeUser(base.db, userActor(person))
  await commit(base.db, ctx, one => registerConsumers(one, [tellMentioned]))
})

const notices = async () => {
  await catchUp(base.db, ctx, tellMentioned)
  return base.db
    .selectFrom('notification')
    .select(['user_id', 'kind', 'text', 'object', 'record_id'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

test('a mention is told once, to those who may see the note, never to its author', async () => {
  const [zoe] = await commit(base.db, ctx, one => insertRecords(one, 'lead', [{ name: 'Zoë', source: 'manual', status: 'new' }]))
  const input = { text: 'Ask @Ben\nabout the trial', mentions: [ben, stranger, me.id], record: { object: 'lead', id: zoe?.id } }
  const { id } = await commit(base.db, ctx, one => createRecord(one, 'note', input))
  const told = {
    user_id: ben,
    kind: 'mention',
    text: 'Ana mentioned you on Zoë: Ask @Ben about the trial',
    object: 'lead',
    record_id: zoe?.id,
  }
  expect(await notices()).toEqual([told])
  await commit(base.db, ctx, one => updateRecord(one, 'note', id, { text: 'Ask @Ben soon' }))
  expect(await notices()).toEqual([told])
  const mails = await base.db.selectFrom('mail').select(['to_address', 'subject']).execute()
  expect(mails).toEqual([{ to_address: 'ben@example.com', subject: 'You were mentioned in a note' }])
})

test('only its author changes a note', async () => {
  const { id } = await commit(base.db, ctx, one => createRecord(one, 'note', { text: 'Mine' }))
  const other = { ...ctx, actor: userActor() }
  await expect(commit(base.db, other, one => updateRecord(one, 'note', id, { text: 'Yours' }, { trusted: true }))).rejects.toMatchObject({
    status: 403,
  })
  expect(await commit(base.db, ctx, one => updateRecord(one, 'note', id, { text: 'Still mine' }))).toMatchObject({ text: 'Still mine' })
})
