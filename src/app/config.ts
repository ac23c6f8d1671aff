import fs from 'node:fs'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { defaultDataDir } from '../platform/db/unprivileged.ts'
import { StartError } from '../platform/start_error.ts'

const port = z.coerce.number('is not a port').int('is not a port').min(0, 'is not a port').max(65_535, 'is not a port')

const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      text => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `must be a URL that starts with ${schemes.map(s => `${s}://`).join(' or ')}`,
    )

const webUrl = url('http', 'https').transform(text => text.replace(/\/+$/, ''))

const flag = z.enum(['0', '1', 'true', 'false'], 'must be 1 or 0').transform(text => text === '1' || text === 'true')

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Every setting that the program has, by its name in the environment (contract.md). */
const settings = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  BASE_URL: webUrl.optional(),
  DATA_DIR: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a URL that starts with postgresql://')
    .optional(),
  SMTP_PORT: port.default(2525),
  SMTP_URL: url('smtp', 'smtps').optional(),
  ADMIN_EMAIL: z.email('is not an e-mail address').optional(),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  SECRET_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  ROLE: z.enum(['all', 'web', 'worker'], 'must be all, web or worker').default('all'),
  DRAIN_SECONDS: z.coerce.number('is not a number of seconds').min(0, 'must be 0 or more').max(15, 'must be at most 15').default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  TEST_CLOCK: flag.default(false),
  NODE_ENV: z.string().optional(),
  SLACK_API_URL: webUrl.default('https://slack.com/api'),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_CHANNEL: z.string().optional(),
  ZENDESK_URL: webUrl.optional(),
  ZENDESK_WEBHOOK_SECRET: z.string().optional(),
  ZENDESK_EMAIL: z.email('is not an e-mail address').optional(),
  ZENDESK_API_TOKEN: z.string().optional(),
  STRIPE_API_URL: webUrl.default('https://api.stripe.com'),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  ENRICHMENT_URL: webUrl.optional(),
  ENRICHMENT_API_KEY: z.string().optional(),
})

export interface Config {
  port: number
  host: string
  /** Without a trailing slash; null: the address that it listens on. */
  baseUrl: string | null
  dataDir: string
  /** null: the embedded PostgreSQL. */
  databaseUrl: string | null
  smtpPort: number
  /** null: mail is kept in the outbox. */
  smtpUrl: string | null
  admin: { email: string; password: string } | null
  /** null: generated once into `dataDir`. */
  secretKey: string | null
  role: 'all' | 'web' | 'worker'
  /** How long it goes on serving after it was told to stop, so that a proxy sees it leave. */
  drainSeconds: number
  logLevel: (typeof LOG_LEVELS)[number]
  testClock: boolean
  production: boolean
  slack: { apiUrl: string; signingSecret: string | null; botToken: string | null; channel: string | null }
  zendesk: { url: string | null; webhookSecret: string | null; email: string | null; apiToken: string | null }
  stripe: { apiUrl: string; secretKey: string | null; webhookSecret: string | null }
  enrichment: { url: string | null; apiKey: string | null }
}

/** Checks the settings; a wrong one ends the start with one line that names it (H5). An empty value counts as not set. */
export function readConfig(env: Record<string, string | undefined>, dataDirWhenUnset = './data'): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0])
    throw new StartError(`The setting ${name} ${issue?.message}${SECRET.test(name) ? '' : ` (it is "${given[name]}")`}.`)
  }
  const s = parsed.data
  if (Boolean(s.ADMIN_EMAIL) !== Boolean(s.ADMIN_PASSWORD))
    throw new StartError(
      `The setting ${s.ADMIN_EMAIL ? 'ADMIN_PASSWORD' : 'ADMIN_EMAIL'} is missing: the first admin needs both ADMIN_EMAIL and ADMIN_PASSWORD.`,
    )
  return {
    port: s.PORT,
    host: s.HOST,
    baseUrl: s.BASE_URL ?? null,
    dataDir: s.DATA_DIR ?? dataDirWhenUnset,
    databaseUrl: s.DATABASE_URL ?? null,
    smtpPort: s.SMTP_PORT,
    smtpUrl: s.SMTP_URL ?? null,
    admin: s.ADMIN_EMAIL && s.ADMIN_PASSWORD ? { email: s.ADMIN_EMAIL, password: s.ADMIN_PASSWORD } : null,
    secretKey: s.SECRET_KEY ?? null,
    role: s.ROLE,
    drainSeconds: s.DRAIN_SECONDS,
    logLevel: s.LOG_LEVEL,
    testClock: s.TEST_CLOCK,
    production: s.NODE_ENV === 'production',
    slack: {
      apiUrl: s.SLACK_API_URL,
      signingSecret: s.SLACK_SIGNING_SECRET ?? null,
      botToken: s.SLACK_BOT_TOKEN ?? null,
      channel: s.SLACK_CHANNEL ?? null,
    },
    zendesk: {
      url: s.ZENDESK_URL ?? null,
      webhookSecret: s.ZENDESK_WEBHOOK_SECRET ?? null,
      email: s.ZENDESK_EMAIL ?? null,
      apiToken: s.ZENDESK_API_TOKEN ?? null,
    },
    stripe: { apiUrl: s.STRIPE_API_URL, secretKey: s.STRIPE_SECRET_KEY ?? null, webhookSecret: s.STRIPE_WEBHOOK_SECRET ?? null },
    enrichment: { url: s.ENRICHMENT_URL ?? null, apiKey: s.ENRICHMENT_API_KEY ?? null },
  }
}

/** What must not be shown in a terminal, and URLs, which may hold a password. */
const SECRET = /SECRET|PASSWORD|TOKEN|KEY|URL/

/** Reads the environment and `.env` (the environment wins): the only place in the program that does. */
export function loadConfig(): Config {
  const file = fs.existsSync('.env') ? parseEnv(fs.readFileSync('.env', 'utf8')) : {}
  return readConfig({ ...file, ...process.env }, defaultDataDir())
}
