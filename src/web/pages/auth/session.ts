import { post } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'

interface SignedIn {
  twoFactorRedirect?: boolean
}

/** In words what the sign-in library says in codes. */
const sentences: Record<string, string> = {
  'auth.invalid_email_or_password': 'This address and password do not fit together.',
  'auth.invalid_code': 'This code is not right. A new one comes every 30 seconds.',
  'auth.invalid_backup_code': 'This backup code is not right, or it was used already.',
  'auth.invalid_two_factor_cookie': 'Too much time has passed. Sign in again with your password.',
  'auth.too_many_attempts_request_new_code': 'Too many wrong codes. Sign in again with your password.',
  'auth.invalid_token': 'This link was used already or has run out. Ask for a new one.',
  'auth.invalid_password': 'This is not your password.',
}

/** Calls the sign-in part of the API; a refusal is told in our words. */
export async function callAuth<T>(path: string, body: unknown = {}): Promise<T> {
  try {
    return await post<T>(`/api/auth${path}`, body)
  } catch (error) {
    const words = error instanceof Problem ? sentences[error.body.code ?? ''] : undefined
    throw words && error instanceof Problem ? new Problem(error.status, { ...error.body, detail: words }) : error
  }
}

/** Signs in; true when a second factor is asked for now. */
export async function signIn(email: string, password: string): Promise<boolean> {
  const answer = await callAuth<SignedIn>('/sign-in/email', { email: email.trim(), password, rememberMe: true })
  return answer.twoFactorRedirect === true
}

/** Where a deep link wanted to go: only ever a place of our own. */
export const placeAfter = (wanted: unknown): string => {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted) || /^\/sign-in/.test(wanted)) return '/'
  return wanted
}

/** Leaves for a page behind sign-in. A load of its own: nothing of a former user is kept in memory. */
export const enter = (place: string): void => window.location.assign(place)
