import { expect, test, vi } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { createRecord } from '../../platform/object/write.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { asPage, rightsFor, signIn } from './people.testing.ts'
import { users } from './users.module.ts'

vi.mock('../notifications/queue_mail.ts', () => ({ queueMail: async () => {} }))
vi.mock('../settings/start_workspace.ts', () => ({
  startWorkspace: (ctx: Context) =>
    createRecord(ctx, 'role', { key: 'admin', label: 'Admin', rights: rightsFor('admin'), position: 1 }, { trusted: true }),
}))

const server = useServer([users])
const setUp = (email: string) =>
  server.app.inject({
    method: 'POST',
    url: '/api/v1/setup',
    payload: { company: 'Hedge & Co', name: 'First', email, password: 'long enough', time_zone: 'Europe/Berlin', currency: 'EUR' },
  })

test('two people who set up at once make one admin, who can sign in', async () => {
  expect((await server.app.inject('/api/v1/setup')).json()).toEqual({ needed: true })
  const answers = await Promise.all([setUp('First@Hedge.test'), setUp('second@hedge.test')])
  expect(answers.map(answer => answer.statusCode).sort()).toEqual([201, 409])
  const { email } = answers.find(answer => answer.statusCode === 201)?.json() ?? {}
  expect(email).toMatch(/^(first|second)@hedge\.test$/)
  const cookie = await signIn(server, email, 'long enough')
  expect((await server.app.inject(asPage(cookie, 'GET', '/api/v1/me'))).json()).toMatchObject({ role: 'admin', time_zone: 'Europe/Berlin' })
  expect((await server.app.inject('/api/v1/setup')).json()).toEqual({ needed: false })
})
