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
import { team } from '../users/team.object.ts'
import { user } from '../users/user.object.ts'
import { note } from './note.object.ts'
import { onlyAuthor } from './only_author.ts'
import { tellReaders } from './tell_readers.ts'
import { deriveEdited, deriveThread } from './thread.derive.ts'
import { muteThread, threadNotes, unmuteThread } from './thread.queries.ts'

const base = useDatabase({ max: 4 })
const me = userActor({ name: 'Ana' })
const [ben, stranger, zoe] = [newId(), newId(), newId()]
let ctx: Context

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: [note, lead, contact, account, opportunity, user, team, mail],
    derivations: [onlyAuthor, deriveThread, deriveEdited],
    actor: me,
  })
  const none = { ...allRights, objects: {} }
  await base.pool.query(
    `insert into role (id, key, label, rights, created_at, updated_at, version) values ($1, 'all', 'All', $2, now(), now(), 1), ($3, 'none', 'None', $4, now(), now(), 1)`,
    [newId(), allRights, newId(), none],
  )
  for (const person of [
    { id: String(me.id), name: 'Ana', role: 'all' },
    { id: ben, name: 'Ben', role: 'all', email: 'ben@example.com' },
    { id: stranger, name: 'Stranger', role: 'none' },
    { id: zoe, name: 'Zoë', role: 'all' },
  ])
    await storeUser(base.db, userActor(person))
  await commit(base.db, ctx, one => registerConsumers(one, [tellReaders]))
})

const notices = async () => {
  await catchUp(base.db, ctx, tellReaders)
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

test('a thread: whoever wrote or was mentioned is told of replies without being tagged, and may mute it', async () => {
  await base.pool.query('delete from notification')
  const as = (id: string) => ({ ...ctx, actor: userActor({ id }) })
  const [acme] = await commit(base.db, ctx, one => insertRecords(one, 'account', [{ name: 'Acme' }]))
  const record = { object: 'account', id: acme?.id }
  const root = await commit(base.db, ctx, one => createRecord(one, 'note', { text: 'They churn, @Ben?', mentions: [ben], record }))
  const reply = (by: string, text: string, more: object = {}) =>
    commit(base.db, as(by), one => createRecord(one, 'note', { text, reply_to_id: root.id, ...more }))
  const told = async () => (await notices()).map(one => [one.user_id, one.kind, one.text])
  await told()
  await base.pool.query('delete from notification')

  const first = await reply(zoe, 'No, they renew')
  expect(first).toMatchObject({ thread_id: root.id, record_object: 'account', record_id: acme?.id, account_id: acme?.id })
  const text = 'Zoë replied in a thread on Acme: No, they renew'
  expect((await told()).sort()).toEqual(
    [
      [ben, 'reply', text],
      [me.id, 'reply', text],
    ].sort(),
  )

  await base.pool.query('delete from notification')
  await commit(base.db, as(ben), one => muteThread(one, first.id))
  await reply(String(me.id), 'Good', { reply_to_id: first.id })
  expect((await told()).map(([who]) => who)).toEqual([zoe])
  expect(await threadNotes(as(ben), root.id)).toMatchObject({ muted: true, following: false })

  await base.pool.query('delete from notification')
  await commit(base.db, as(ben), one => unmuteThread(one, root.id))
  await reply(zoe, 'Still @Ben?', { mentions: [ben] })
  expect((await told()).map(([who, kind]) => [who, kind]).sort()).toEqual(
    [
      [ben, 'mention'],
      [me.id, 'reply'],
    ].sort(),
  )
  const thread = await threadNotes(as(ben), root.id)
  expect(thread).toMatchObject({ following: true, muted: false })
  expect(thread.data.map(one => one.text)).toEqual(['They churn, @Ben?', 'No, they renew', 'Good', 'Still @Ben?'])
  await expect(commit(base.db, as(zoe), one => updateRecord(one, 'note', first.id, { reply_to_id: null }))).rejects.toMatchObject({
    code: 'note.reply_fixed',
  })
})

test('a team that is mentioned is told member by member, once each, and only who may see it', async () => {
  await base.pool.query('delete from notification')
  const [sales, board] = await commit(base.db, ctx, one => insertRecords(one, 'team', [{ name: 'Sales' }, { name: 'Board' }]))
  await base.pool.query(`update "user" set team_ids = $1 where id = any($2)`, [
    [sales?.id, board?.id],
    [ben, stranger, me.id],
  ])
  const [zoeLead] = await commit(base.db, ctx, one => insertRecords(one, 'lead', [{ name: 'Zoë', source: 'manual', status: 'new' }]))
  const input = {
    text: 'All of you',
    mentions: [ben],
    mentioned_team_ids: [sales?.id, board?.id],
    record: { object: 'lead', id: zoeLead?.id },
  }
  const { id } = await commit(base.db, ctx, one => createRecord(one, 'note', input))
  expect((await notices()).map(one => one.user_id)).toEqual([ben])
  const edited = await commit(base.db, { ...ctx, now: new Date('2026-11-21T10:00:00Z') }, one =>
    updateRecord(one, 'note', id, { text: 'All' }),
  )
  expect(edited.edited_at).toEqual(new Date('2026-11-21T10:00:00Z'))
  expect(await notices()).toHaveLength(1)
})
