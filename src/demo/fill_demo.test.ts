import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readConfig } from '../app/config.ts'
import { openGround } from '../app/program.ts'
import { useDatabase } from '../platform/testing/database.ts'
import { fillDemo } from './fill_demo.ts'

const database = useDatabase()

test('the demo company fills an empty workspace through the real rules, is marked, mails nobody, and is filled once', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-demo-'))
  const config = { ...readConfig({ DATABASE_URL: database.url, SMTP_URL: 'smtp://127.0.0.1:9' }), dataDir }
  const ground = await openGround(config, pino({ level: 'silent' }))
  try {
    const lines = await fillDemo(ground, config)
    expect(lines.join('\n')).toMatch(/password northlight-demo[\s\S]*dana@northlight\.example\s+Dana Whitlock \(admin\)/)
    const count = async (text: string) => Number((await ground.pool.query<{ n: number }>(`select count(*) as n from ${text}`)).rows[0]?.n)
    expect(await count('account')).toBeGreaterThanOrEqual(60)
    expect(await count('contact')).toBeGreaterThanOrEqual(140)
    expect(await count('lead')).toBeGreaterThanOrEqual(350)
    expect(await count('opportunity where renewal_of_id is null')).toBe(120)
    expect(await count(`opportunity where renewal_of_id is not null and close_date < current_date`)).toBe(0)
    expect(await count('quota')).toBeGreaterThanOrEqual(4)
    expect(await count(`inbound where state <> 'done'`)).toBe(0)
    expect(await count(`inbound where outcome = 'needs_a_look'`)).toBeGreaterThanOrEqual(2)
    expect(await count(`lead where owner_id is null and pooled_at is null and created_at > now() - interval '20 days'`)).toBe(0)
    expect(await count(`lead where score > 0 and score_reasons is not null`)).toBeGreaterThan(300)
    expect(await count('lead where owner_id is null and pooled_at is not null')).toBeGreaterThanOrEqual(3)
    expect(await count(`enrollment where state = 'active' and sent > 0`)).toBeGreaterThanOrEqual(2)
    expect(await count('opportunity where trial_ends_on >= current_date')).toBe(3)
    expect(await count('note where reply_to_id is not null')).toBe(2)
    expect(await count(`task where recurrence is not null and done_at is null`)).toBe(14)
    expect(await count(`mail where state <> 'kept'`)).toBe(0)
    expect(await count(`setting where key = 'workspace' and (value->>'demo')::boolean`)).toBe(1)
    await expect(fillDemo(ground, config)).rejects.toThrow('This workspace is not empty')
  } finally {
    await ground.close()
    fs.rmSync(dataDir, { recursive: true })
  }
}, 240_000)
