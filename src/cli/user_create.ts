import { createUser } from '../modules/users/create_user.ts'
import { answer, answerJson, needed, type Values } from './command.ts'
import { onGround } from './ground.ts'

/** `hedgerow user create`: as in Settings, without being signed in (H1). */
export async function userCreate(values: Values): Promise<number> {
  const email = needed(values, 'email')
  const name = needed(values, 'name')
  const role = typeof values.role === 'string' ? values.role : 'sales'
  const password = typeof values.password === 'string' ? values.password : undefined
  const user = await onGround(({ begin }) => begin('command_line', ctx => createUser(ctx, { email, name, role, password })))
  if (values.json === true) answerJson({ id: user.id, email: user.email, name: user.name, role: user.role })
  else answer(`${name} can ${password ? 'sign in' : 'set a password by the reset link'} as ${String(user.email)} (${role}).`)
  return 0
}
