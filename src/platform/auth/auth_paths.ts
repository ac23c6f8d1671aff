import { z } from 'zod'

/** One path of better-auth that we let through. What is not listed does not exist: sign-up, social sign-in, changing a user. */
export interface AuthPath {
  method: 'GET' | 'POST'
  path: string
  summary: string
  auth: 'public' | 'session'
  /** Requests from one network address; wrong passwords are counted by `attempts.ts` besides, for all processes together. */
  perMinute?: number
  body?: z.ZodType
  response: z.ZodType
}

const done = z.object({ status: z.boolean() })
const user = z.object({ id: z.string(), name: z.string(), email: z.string() })
const signedIn = z.object({
  token: z.string().optional(),
  user: user.optional(),
  twoFactorRedirect: z.boolean().optional().describe('True when a second factor is asked for: continue with verify-totp.'),
})
const session = z.object({
  id: z.string(),
  token: z.string(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
const code = z.object({ code: z.string(), trustDevice: z.boolean().optional().describe('Do not ask on this device for 30 days.') })
const password = z.object({ password: z.string() })

/** Serves both as the allow-list of the mount and as the source of the OpenAPI document. */
export const authPaths: readonly AuthPath[] = [
  {
    method: 'POST',
    path: '/sign-in/email',
    summary: 'Sign in by address and password',
    auth: 'public',
    perMinute: 60,
    body: z.object({ email: z.string(), password: z.string(), rememberMe: z.boolean().optional() }),
    response: signedIn,
  },
  { method: 'POST', path: '/sign-out', summary: 'Sign out', auth: 'session', response: z.object({ success: z.boolean() }) },
  {
    method: 'GET',
    path: '/get-session',
    summary: 'The session of this cookie',
    auth: 'public',
    response: z.object({ session, user }).nullable(),
  },
  { method: 'GET', path: '/list-sessions', summary: 'Sessions of the signed-in user', auth: 'session', response: z.array(session) },
  {
    method: 'POST',
    path: '/revoke-session',
    summary: 'End one session',
    auth: 'session',
    body: z.object({ token: z.string() }),
    response: done,
  },
  { method: 'POST', path: '/revoke-sessions', summary: 'End every session', auth: 'session', response: done },
  { method: 'POST', path: '/revoke-other-sessions', summary: 'End every other session', auth: 'session', response: done },
  {
    method: 'POST',
    path: '/change-password',
    summary: 'Change the own password',
    auth: 'session',
    perMinute: 10,
    body: z.object({ currentPassword: z.string(), newPassword: z.string(), revokeOtherSessions: z.boolean().optional() }),
    response: z.object({ token: z.string().nullable(), user }),
  },
  {
    method: 'POST',
    path: '/request-password-reset',
    summary: 'Have a link mailed that sets a new password',
    auth: 'public',
    perMinute: 5,
    body: z.object({ email: z.email() }),
    response: done,
  },
  {
    method: 'POST',
    path: '/reset-password',
    summary: 'Set a new password with the token of the mailed link',
    auth: 'public',
    body: z.object({ newPassword: z.string(), token: z.string() }),
    response: done,
  },
  {
    method: 'POST',
    path: '/two-factor/enable',
    summary: 'Begin with a second factor',
    auth: 'session',
    perMinute: 30,
    body: password,
    response: z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) }),
  },
  {
    method: 'POST',
    path: '/two-factor/disable',
    summary: 'Give up the second factor',
    auth: 'session',
    perMinute: 30,
    body: password,
    response: done,
  },
  {
    method: 'POST',
    path: '/two-factor/get-totp-uri',
    summary: 'The address for the authenticator app again',
    auth: 'session',
    perMinute: 30,
    body: password,
    response: z.object({ totpURI: z.string() }),
  },
  {
    method: 'POST',
    path: '/two-factor/verify-totp',
    summary: 'Give the code of the authenticator app',
    auth: 'public',
    perMinute: 30,
    body: code,
    response: signedIn,
  },
  {
    method: 'POST',
    path: '/two-factor/verify-backup-code',
    summary: 'Give a backup code instead',
    auth: 'public',
    perMinute: 30,
    body: code,
    response: signedIn,
  },
  {
    method: 'POST',
    path: '/two-factor/generate-backup-codes',
    summary: 'Replace the backup codes',
    auth: 'session',
    perMinute: 30,
    body: password,
    response: z.object({ backupCodes: z.array(z.string()) }),
  },
]
