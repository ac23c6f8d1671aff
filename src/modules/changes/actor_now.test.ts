import { beforeAll, expect, test } from 'vitest'
import { allRights, systemActor } from '../../platform/actor.ts'
import { newId } from '../../platform/id.ts'
import { storeUser, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import '../users/user.object.ts'
import { actorNow } from './actor_now.queries.ts'

const base = useDatabase({ max: 2 })
const me = userActor({ role: 'all' })
const [session, key] = [newId(), newId()]

beforeAll(async () => {
  await base.pool.query(
    `insert into role (id, key, label, rights, created_at, updated_at, version) values ($1, 'all', 'All', $2, now(), now(), 1)`,
    [newId(), { ...allRights, export: false }],
  )
  await storeUser(base.db, me)
  await base.pool.query(`insert into auth_session (id, user_id, token, expires_at) values ($1, $2, 't', now() + interval '1 hour')`, [
    session,
    me.id,
  ])
  await base.pool.query(
    `insert into api_key (id, name, user_id, prefix, hash, scopes, created_at) values ($1, 'k', $2, 'hr_', '', '{read}', now())`,
    [key, me.id],
  )
})

test('rights are those of now, until the session or key ends or the user leaves', async () => {
  const byKey = { ...me, kind: 'key' as const, id: key, scopes: ['read'] }
  expect((await actorNow(base.db, me, session))?.rights.export).toBe(false)
  expect(await actorNow(base.db, byKey, null)).toMatchObject({ kind: 'key', id: key, scopes: ['read'] })
  expect(await actorNow(base.db, systemActor('test'), null)).not.toBeNull()
  await base.pool.query('update auth_session set expires_at = now()')
  expect(await actorNow(base.db, me, session)).toBeNull()
  await base.pool.query('update api_key set revoked_at = now()')
  expect(await actorNow(base.db, byKey, null)).toBeNull()
  expect(await actorNow(base.db, me, null)).not.toBeNull()
  await base.pool.query('update "user" set active = false')
  expect(await actorNow(base.db, me, null)).toBeNull()
})
