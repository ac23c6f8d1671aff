import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { newId } from '../id.ts'
import { longestPassword, shortestPassword } from './credential.ts'
import { cookiePrefix, sessionSeconds } from './session_cookie.ts'

/** A mail that sign-in wants sent; the program's own outbox sends it. */
export interface AuthMail {
  to: string
  subject: string
  text: string
}

export interface AuthParts {
  db: Kysely<Database>
  secretKey: string
  baseUrl: string
  log: Logger
  sendMail: (mail: AuthMail) => Promise<void>
}

const resetMinutes = 60
const day = 60 * 60 * 24

const resetText = (name: string, link: string): string =>
  `Hello ${name},\n\nsomebody, hopefully you, asked for a new password for Hedgerow. Choose one here within ${resetMinutes} minutes:\n\n${link}\n\nIf it was not you, do nothing: your password stays as it is.\n`

/**
 * Sign-in by password and second factor, sessions and password reset (H1), on the tables of migrations/0002_auth.sql and our own user table.
 * Nobody signs themselves up: people come by invitation or are created by an admin.
 */
export function authOptions({ db, secretKey, baseUrl, log, sendMail }: AuthParts) {
  return {
    appName: 'Hedgerow',
    baseURL: baseUrl,
    basePath: '/api/auth',
    secret: secretKey,
    database: { db, type: 'postgres' as const },
    telemetry: { enabled: false },
    logger: {
      log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) =>
        log[level === 'error' ? 'error' : 'debug']({ part: 'auth' }, message),
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      resetPasswordTokenExpiresIn: resetMinutes * 60,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }: { user: { name: string; email: string }; token: string }) =>
        sendMail({
          to: user.email,
          subject: 'Your new password for Hedgerow',
          text: resetText(user.name, `${baseUrl}/reset-password?token=${token}`),
        }),
    },
    user: {
      modelName: 'user',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      // Only our own commands write users; named so that its check of the schema knows that somebody fills these.
      additionalFields: {
        role: { type: 'string' as const, required: true, input: false, returned: false },
        version: { type: 'number' as const, required: true, input: false, returned: false },
      },
    },
    session: {
      modelName: 'auth_session',
      expiresIn: sessionSeconds,
      updateAge: day,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      modelName: 'auth_account',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: { modelName: 'auth_verification', fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    plugins: [
      twoFactor({
        issuer: 'Hedgerow',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'auth_two_factor',
            fields: {
              userId: 'user_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
    ],
    // Counted by our own mount: its memory is one for all instances of a process.
    rateLimit: { enabled: false },
    databaseHooks: {
      session: {
        create: {
          before: async (session: { userId: string }) => {
            const user = await db.selectFrom('user').select(['active', 'deleted_at']).where('id', '=', session.userId).executeTakeFirst()
            if (!user?.active || user.deleted_at)
              throw new APIError('FORBIDDEN', {
                code: 'USER_INACTIVE',
                message: 'This account is switched off. Ask an admin to switch it on again.',
              })
          },
        },
      },
    },
    advanced: {
      cookiePrefix,
      useSecureCookies: baseUrl.startsWith('https:'),
      database: { generateId: () => newId() },
      // Set by our own mount from the connection, never taken from the client.
      ipAddress: { ipAddressHeaders: ['x-hedgerow-ip'] },
    },
  }
}

export const createAuth = (parts: AuthParts) => betterAuth(authOptions(parts))
/** What the mount needs of it. */
export interface Auth {
  handler: (request: Request) => Promise<Response>
}
