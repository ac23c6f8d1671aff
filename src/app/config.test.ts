import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      baseUrl: null,
      dataDir: './data',
      databaseUrl: null,
      smtpPort: 2525,
      admin: null,
      role: 'all',
      logLevel: 'info',
      testClock: false,
      production: false,
    })
  })

  test('takes what is given; empty is as good as not given', () => {
    const env = {
      PORT: '0',
      BASE_URL: 'https://crm.example.com/',
      TEST_CLOCK: '1',
      ROLE: 'worker',
      SMTP_URL: '',
      ADMIN_EMAIL: 'a@b.co',
      ADMIN_PASSWORD: 'long enough',
    }
    expect(readConfig(env, '/var/lib/hedgerow')).toMatchObject({
      port: 0,
      baseUrl: 'https://crm.example.com',
      testClock: true,
      role: 'worker',
      smtpUrl: null,
      dataDir: '/var/lib/hedgerow',
      admin: { email: 'a@b.co', password: 'long enough' },
    })
  })

  test.each([
    [{ PORT: 'web' }, 'The setting PORT is not a port (it is "web").'],
    [{ PORT: '70000' }, 'The setting PORT is not a port (it is "70000").'],
    [{ SMTP_PORT: '2.5' }, 'The setting SMTP_PORT is not a port (it is "2.5").'],
    [{ BASE_URL: 'crm.example.com' }, 'The setting BASE_URL must be a URL that starts with http:// or https://.'],
    [{ DATABASE_URL: 'mysql://u:secret@h/d' }, 'The setting DATABASE_URL must be a URL that starts with postgresql://.'],
    [{ SMTP_URL: 'mail.example.com:25' }, 'The setting SMTP_URL must be a URL that starts with smtp:// or smtps://.'],
    [{ ROLE: 'both' }, 'The setting ROLE must be all, web or worker (it is "both").'],
    [{ DRAIN_SECONDS: '60' }, 'The setting DRAIN_SECONDS must be at most 15 (it is "60").'],
    [{ LOG_LEVEL: 'loud' }, 'The setting LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent (it is "loud").'],
    [{ TEST_CLOCK: 'yes' }, 'The setting TEST_CLOCK must be 1 or 0 (it is "yes").'],
    [{ SECRET_KEY: 'short' }, 'The setting SECRET_KEY must have at least 16 characters.'],
    [{ ADMIN_EMAIL: 'me' }, 'The setting ADMIN_EMAIL is not an e-mail address (it is "me").'],
    [{ ADMIN_EMAIL: 'a@b.co' }, 'The setting ADMIN_PASSWORD is missing: the first admin needs both ADMIN_EMAIL and ADMIN_PASSWORD.'],
  ])('%o stops the start with one line', (env, line) => {
    expect(() => readConfig(env)).toThrow(line)
  })
})
