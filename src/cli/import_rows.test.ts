import { describe, expect, test } from 'vitest'
import { accountDomain } from '../modules/accounts/account.derive.ts'
import { account } from '../modules/accounts/account.object.ts'
import { accountIdentity } from '../modules/accounts/identity.ts'
import { contact } from '../modules/contacts/contact.object.ts'
import { contactIdentity } from '../modules/contacts/identity.ts'
import { user } from '../modules/users/user.object.ts'
import { systemActor } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { openBatch } from '../platform/log/change_log.ts'
import { undoBatch } from '../platform/log/undo.ts'
import { commit, testContext } from '../platform/testing/context.ts'
import { useDatabase } from '../platform/testing/database.ts'
import { importRows } from './import_rows.ts'
import { csvReader, readCsv } from './read_csv.rule.ts'

const database = useDatabase()
const context = (): Context =>
  testContext(database.db, {
    definitions: [contact, account, user],
    derivations: [accountDomain, accountIdentity, contactIdentity],
    actor: systemActor('import'),
  })

async function importContacts(inputs: Record<string, unknown>[]) {
  const ctx = context()
  const { batchId } = await commit(database.db, ctx, tx => openBatch(tx, 'contact.import', 'Imported contacts'))
  const rows = inputs.map((input, index) => ({ line: index + 2, cells: [], input }))
  const done = await importRows(work => commit(database.db, { ...ctx, batchId }, work), ctx.registry.get('contact'), rows)
  return { ...done, batchId, refused: done.refused.map(({ row, reason }) => `${row.line} ${reason}`) }
}
const contactsOf = async (domain: string) =>
  (await database.db.selectFrom('contact').selectAll().where('email', 'like', `%@${domain}`).orderBy('email').execute()).filter(
    one => one.deleted_at === null,
  )
const accountsOf = (domain: string) =>
  database.db.selectFrom('account').selectAll().where('domain', '=', domain).where('deleted_at', 'is', null).execute()

describe('an import (B14)', () => {
  test('makes contacts and their accounts once, brings who is known up to date, names what is refused, and is undone as a whole', async () => {
    const first = await importContacts([
      { name: 'Ana Silva', email: 'Ana@Quarry.example', title: 'Engineer' },
      { email: 'bo.lund@quarry.example' },
      { name: 'Bad', email: 'nonsense' },
      { name: 'Ana Silva', email: 'ana@quarry.example', city: 'nowhere', country: 'PT' },
      { name: 'Free', email: 'someone@gmail.com' },
      { name: 'Ana Silva', email: 'ana@quarry.example', country: 'PT' },
      { name: 'Nobody', owner_id: '019a0000-0000-7000-8000-000000000000' },
    ])
    expect(first).toMatchObject({ created: 3, updated: 1 })
    expect(first.refused).toEqual([
      expect.stringMatching(/^4 email: /),
      expect.stringMatching(/^5 city: /),
      '8 owner_id: There is no such active user.',
    ])
    const [ana, bo] = await contactsOf('quarry.example')
    expect(ana).toMatchObject({ email: 'ana@quarry.example', title: 'Engineer', country: 'PT' })
    expect(bo).toMatchObject({ name: 'Bo Lund', first_name: 'Bo', last_name: 'Lund' })
    const [company, ...others] = await accountsOf('quarry.example')
    expect(others).toEqual([])
    expect([ana?.account_id, bo?.account_id]).toEqual([company?.id, company?.id])
    expect((await contactsOf('gmail.com')).map(one => one.account_id)).toEqual([null])

    const second = await importContacts([
      { email: 'ANA@quarry.example', title: 'Head of Engineering' },
      { name: 'Cleo Roy', email: 'cleo@quarry.example' },
    ])
    expect(second).toMatchObject({ created: 1, updated: 1, refused: [] })
    expect((await contactsOf('quarry.example')).map(one => [one.name, one.title, one.account_id])).toEqual([
      ['Ana Silva', 'Head of Engineering', company?.id],
      ['Bo Lund', null, company?.id],
      ['Cleo Roy', null, company?.id],
    ])

    await commit(database.db, context(), ctx => undoBatch(ctx, second.batchId))
    await commit(database.db, context(), ctx => undoBatch(ctx, first.batchId))
    expect(await contactsOf('quarry.example')).toEqual([])
    expect(await accountsOf('quarry.example')).toEqual([])
    expect(await database.db.selectFrom('contact_email').selectAll().execute()).toEqual([])
  })

  test('one row that a rule refuses takes no other with it', async () => {
    await importContacts([{ name: 'Holder', email: 'held@stone.example', emails: ['second@stone.example'] }])
    const again = await importContacts([
      ...Array.from({ length: 9 }, (_, n) => ({ name: `Person ${n}`, email: `p${n}@stone.example` })),
      { name: 'Thief', email: 'thief@stone.example', emails: ['second@stone.example'] },
    ])
    expect(again).toMatchObject({ created: 9, refused: [expect.stringContaining('already has the address second@stone.example')] })
  })
})

test.each(['a,b\n"x ""y""\nz",2\r\n\n,\n"",4\n', '\uFEFFa;b\r\n"1;2";3', 'a\n"end"'])('a file is read alike in pieces: %j', text => {
  for (const size of [1, 2, 3, 7]) {
    const reader = csvReader()
    const rows = []
    for (let at = 0; at < text.length; at += size) rows.push(...reader.push(text.slice(at, at + size)))
    rows.push(...reader.end())
    expect(rows.map(row => row.cells)).toEqual(readCsv(text))
  }
})
