import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startLogListener } from '../log/listen.ts'
import { useDatabase } from '../testing/database.ts'
import { nobody } from './actor_of.ts'
import { KnownActors } from './known_actors.ts'

const base = useDatabase()
const caller = { actor: nobody, sessionId: null }

test('keeps nothing while nobody listens, and nothing that was looked up before something changed', () => {
  const known = new KnownActors()
  known.keep('key', caller, known.epoch)
  expect(known.find('key')).toBeNull()
  known.listen(true)
  const before = known.epoch
  known.forget()
  known.keep('key', caller, before)
  expect(known.find('key')).toBeNull()
  known.keep('key', caller, known.epoch)
  expect(known.find('key')).toBe(caller)
  known.listen(false)
  expect(known.find('key')).toBeNull()
})

const user = '01990000-0000-7000-8000-000000000001'
const changes: Record<string, string> = {
  'another role': `update "user" set role = 'member' where id = '${user}'`,
  'switched off': `update "user" set active = false where id = '${user}'`,
  'a role’s rights': `update role set rights = '{}'`,
  'a revoked key': `update api_key set revoked_at = now()`,
  'a key’s scopes': `update api_key set scopes = '{read}'`,
  'signed out': `delete from auth_session`,
}

test('each change of what somebody may do is announced, by whichever door it came', async () => {
  await sql`insert into "user" (id, name, email, role, created_at, updated_at, version) values (${user}, 'Ada', 'ada@x.example', 'sales', now(), now(), 1)`.execute(
    base.db,
  )
  await sql`insert into api_key (id, name, user_id, prefix, hash, scopes, created_at) values (${user}, 'k', ${user}, 'hr_', '\\x00', '{all}', now())`.execute(
    base.db,
  )
  await sql`insert into auth_session (id, user_id, token, expires_at) values (${user}, ${user}, 't', now() + interval '1 day')`.execute(
    base.db,
  )
  let heard = 0
  const listener = await startLogListener({ url: base.url, onNotify: channel => void (channel === 'hedgerow_actors' && heard++) })
  try {
    for (const [what, change] of Object.entries(changes)) {
      const before = heard
      await base.pool.query(change)
      await expect.poll(() => heard, { message: what, timeout: 20_000 }).toBeGreaterThan(before)
    }
    // That a key was used is no change of what it may do.
    const before = heard
    await base.pool.query('update api_key set last_used_at = now()')
    await base.pool.query(`update "user" set name = 'Ada L'`)
    await expect.poll(() => heard, { timeout: 20_000 }).toBe(before + 1)
  } finally {
    await listener.close()
  }
})
