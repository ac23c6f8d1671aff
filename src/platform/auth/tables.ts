/** Tables of sign-in and API keys (migrations/0002_auth.sql). better-auth writes the `auth_` ones; we read sessions and write credentials. */
interface AuthSession {
  id: string
  user_id: string
  token: string
  expires_at: Date
  ip_address: string | null
  user_agent: string | null
  created_at: Date
  updated_at: Date
}

interface AuthAccount {
  id: string
  user_id: string
  provider_id: string
  account_id: string
  password: string | null
  created_at: Date
  updated_at: Date
}

interface AuthVerification {
  id: string
  identifier: string
  value: string
  expires_at: Date
}

interface AuthTwoFactor {
  id: string
  user_id: string
}

interface AuthAttempt {
  key: string
  failures: number
  first_at: Date
}

export interface ApiKey {
  id: string
  name: string
  user_id: string
  prefix: string
  hash: Buffer
  scopes: string[]
  created_at: Date
  created_by: string | null
  last_used_at: Date | null
  revoked_at: Date | null
}

interface Idempotency {
  actor: string
  key: string
  request_hash: Buffer
  status: number | null
  answer: string | null
  created_at: Date
}

declare module '../db/database.ts' {
  interface Database {
    auth_session: AuthSession
    auth_account: AuthAccount
    auth_verification: AuthVerification
    auth_two_factor: AuthTwoFactor
    auth_attempt: AuthAttempt
    api_key: ApiKey
    idempotency: Idempotency
  }
}
