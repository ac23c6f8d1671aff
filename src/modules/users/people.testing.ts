import type { InjectOptions } from 'fastify'
import type { ObjectRights, Rights } from '../../platform/actor.ts'
import { hashApiKey } from '../../platform/auth/api_key.ts'
import { newId } from '../../platform/id.ts'
import { createRecord } from '../../platform/object/write.ts'
import type { TestServer } from '../../platform/testing/use_server.ts'
import { createUser } from './create_user.ts'

const every = (reach: 'all' | 'own' | 'none'): ObjectRights => ({ create: reach, read: 'all', update: reach, delete: reach })
export const rightsFor = (kind: 'admin' | 'sales'): Rights => ({
  objects: { '*': every(kind === 'admin' ? 'all' : 'own') },
  fields: {},
  settings: kind === 'admin',
  export: kind === 'admin',
})

export const password = 'correct horse battery'

/** Two roles and two people, Ada the admin and Sam from sales, for tests of sign-in and rights. */
export async function seedPeople(server: TestServer): Promise<{ ada: string; sam: string }> {
  return server.begin('test', async ctx => {
    for (const key of ['admin', 'sales'] as const)
      await createRecord(ctx, 'role', { key, label: key, rights: rightsFor(key), position: 1 }, { trusted: true })
    const ada = await createUser(ctx, { name: 'Ada', email: 'ada@hedgerow.test', role: 'admin', password })
    const sam = await createUser(ctx, { name: 'Sam', email: 'sam@hedgerow.test', role: 'sales', password })
    return { ada: ada.id, sam: sam.id }
  })
}

/** Signs in and answers the cookie header. */
export async function signIn(server: TestServer, email: string, secret = password): Promise<string> {
  const answer = await server.app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password: secret } })
  if (answer.statusCode !== 200) throw new Error(`Sign-in failed: ${answer.body}`)
  return cookiesOf(answer.headers['set-cookie'])
}

export const cookiesOf = (header: string | string[] | undefined): string =>
  [header ?? []]
    .flat()
    .map(cookie => cookie.split(';')[0])
    .join('; ')

/** A request as the page sends it. */
export const asPage = (cookie: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object): InjectOptions => ({
  method,
  url,
  headers: { cookie, 'x-hedgerow': '1' },
  ...(payload ? { payload } : {}),
})

/** An API key made without HTTP. */
export async function insertKey(server: TestServer, userId: string, scopes: string[]): Promise<string> {
  const key = `hr_${newId().replaceAll('-', '')}01234567`
  const row = { id: newId(), name: 'test', user_id: userId, prefix: key.slice(0, 9), hash: hashApiKey(key), scopes }
  await server.db
    .insertInto('api_key')
    .values({ ...row, created_at: new Date(0), created_by: null, last_used_at: null, revoked_at: null })
    .execute()
  return key
}
