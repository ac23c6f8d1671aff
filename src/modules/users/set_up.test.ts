import { expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { asPage, signIn } from './people.testing.ts'

const server = useServer(modules)
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
