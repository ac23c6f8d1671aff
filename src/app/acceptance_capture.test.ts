import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { PostHog } from 'posthog-node'
import { describe, expect, test } from 'vitest'
import { type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
type Sent = NonNullable<RequestInit['body']>
const leadBy = (email: string): Promise<Json> =>
  out.until(async () => (await out.api('GET', `/leads?email=${encodeURIComponent(email)}`)).body.data[0], `the lead of ${email}`)
const contactBy = (email: string): Promise<Json> =>
  out.until(async () => (await out.api('GET', `/contacts?email=${encodeURIComponent(email)}`)).body.data[0], `the contact ${email}`)
const none = async (email: string) => expect((await out.api('GET', `/leads?email=${encodeURIComponent(email)}`)).body.data).toEqual([])
const settled = () =>
  out.until(async () => (await out.api('GET', '/inbound?state[in]=waiting,failed')).body.data.length === 0, 'everything to be processed')
const post = (path: string, body: Sent, headers: Record<string, string> = {}) =>
  fetch(out.base + path, { method: 'POST', body, headers, redirect: 'manual' })
const json = (path: string, body: unknown, headers = {}) =>
  post(path, JSON.stringify(body), { 'content-type': 'application/json', ...headers })

describe('forms (B7)', () => {
  test('JSON, urlencoded and multipart make a lead, with what was submitted, announced to sales', async () => {
    const answers = {
      name: 'Noor van Dijk',
      company: 'Havenmark',
      country: 'Netherlands',
      monthly_events: '6.4 million',
      message: 'Demo please',
      something_else: 'kept too',
    }
    const sent = await json('/capture/forms/contact', { ...answers, email: 'noor@havenmark.nl' })
    expect(sent.status).toBe(201)
    expect(await sent.json()).toMatchObject({ id: expect.any(String) })
    const lead = await leadBy('noor@havenmark.nl')
    expect(lead).toMatchObject({
      source: 'contact_form',
      country: 'NL',
      company: 'Havenmark',
      sales_form_message: expect.stringContaining('Demo please'),
      recommended_flow: 'hands_on',
    })
    expect(JSON.stringify(lead.submitted)).toContain('kept too')
    const encoded = await post(
      '/capture/forms/contact',
      new URLSearchParams({ ...answers, email: 'encoded@havenmark2.nl', name: 'En Coded' }),
    )
    expect([201, 303]).toContain(encoded.status)
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...answers, email: 'multi@havenmark3.nl', name: 'Multi Part' })) form.append(name, value)
    expect([201, 303]).toContain((await post('/capture/forms/contact', form)).status)
    await leadBy('encoded@havenmark2.nl')
    await leadBy('multi@havenmark3.nl')
    const mails = (await out.api('GET', '/mails?limit=200')).body.data
    expect(mails.filter((one: Json) => one.to_address === 'sales@northlight.example').length).toBeGreaterThanOrEqual(3)
  })
  test('redirect only to hosts that are allowed', async () => {
    const form = (await out.api('GET', '/forms?slug=contact')).body.data[0]
    await out.api('PATCH', `/forms/${form.id}`, { redirect_hosts: ['www.northlight.example'] })
    const send = (redirect: string) =>
      post(
        '/capture/forms/contact',
        new URLSearchParams({ name: 'Red Irect', email: `r${randomUUID()}@redirect.example`, message: 'hi', redirect }),
      )
    const good = await send('https://www.northlight.example/thanks?a=1')
    expect([good.status, good.headers.get('location')]).toEqual([303, 'https://www.northlight.example/thanks?a=1'])
    for (const bad of [
      'https://evil.example/',
      '//evil.example',
      'https://www.northlight.example.evil.example/',
      'https://www.northlight.example@evil.example/',
      'javascript:alert(1)',
      'https:\\\\evil.example',
    ]) {
      const answer = await send(bad)
      expect(answer.headers.get('location') ?? '', bad).not.toMatch(/evil|javascript/)
      expect(answer.status, bad).toBeLessThan(400)
    }
  })
  test('honeypot to the spam list, required refused, unknown 404, hosted page', async () => {
    const page = await fetch(`${out.base}/f/contact?name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E`)
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(html).not.toContain('<script>alert(1)')
    const trap = [...html.matchAll(/<input[^>]*name="([^"]+)"[^>]*tabindex="-1"|tabindex="-1"[^>]*name="([^"]+)"/g)].map(
      match => match[1] ?? match[2],
    )[0]
    expect(trap, 'a honeypot in the hosted page').toBeTruthy()
    const spam = await json('/capture/forms/contact', {
      name: 'Robot',
      email: 'robot@trap.example',
      message: 'buy',
      [String(trap)]: 'http://x',
    })
    expect(spam.status).toBe(201)
    await settled()
    await none('robot@trap.example')
    const kept = await out.api('GET', '/inbound?spam=spam&channel=form')
    expect(kept.body.data.some((one: Json) => String(one.sender).includes('robot@trap.example'))).toBe(true)
    const refused = await json('/capture/forms/contact', { message: 'no address' })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ field: 'email' })]) })
    expect((await json('/capture/forms/nonsense', { email: 'a@b.de' })).status).toBe(404)
    expect((await fetch(`${out.base}/f/nonsense`)).status).toBe(404)
  })
  test('the same submission twice is one', async () => {
    const body = { name: 'Twice Sent', email: 'twice@sent.example', message: 'hi', submission_id: 'sub-1' }
    const [a, b] = await Promise.all([json('/capture/forms/contact', body), json('/capture/forms/contact', body)])
    expect(((await a.json()) as Json).id).toBe(((await b.json()) as Json).id)
    await leadBy('twice@sent.example')
    expect((await out.api('GET', '/inbound?sender[contains]=twice@sent.example')).body.data).toHaveLength(1)
  })
  test('Web-to-Lead as Salesforce takes it', async () => {
    const fields = {
      oid: '00D',
      retURL: 'https://www.northlight.example/thanks',
      first_name: 'Yusuf',
      last_name: 'Adéyemi',
      email: 'yusuf@kora.ng',
      company: 'Kora',
      phone: '+234 1 2345678',
      title: 'CTO',
      country: 'Nigeria',
      city: 'Lagos',
      state: 'LA',
      description: 'Need analytics',
      lead_source: 'Web',
      '00N5f00000abcde': 'custom',
    }
    const answer = await post('/servlet/servlet.WebToLead?encoding=UTF-8', new URLSearchParams(fields))
    expect([answer.status, answer.headers.get('location')]).toEqual([302, fields.retURL])
    expect(await leadBy('yusuf@kora.ng')).toMatchObject({
      name: 'Yusuf Adéyemi',
      first_name: 'Yusuf',
      last_name: 'Adéyemi',
      company: 'Kora',
      country: 'NG',
      city: 'Lagos',
      title: 'CTO',
      source: 'contact_form',
      sales_form_message: expect.stringContaining('Need analytics'),
    })
    const elsewhere = await post(
      '/servlet/servlet.WebToLead',
      new URLSearchParams({ ...fields, email: 'y2@kora2.ng', last_name: 'Two', retURL: 'https://evil.example/' }),
    )
    expect(elsewhere.headers.get('location')).toBeNull()
    expect(elsewhere.status).toBe(200)
  })
})

describe('product events (B9)', () => {
  test('posthog-node, unchanged', async () => {
    const client = new PostHog(out.key, { host: out.base, flushAt: 20 })
    client.capture({
      distinctId: 'u1',
      event: 'user signed up',
      properties: {
        email: 'oisin@tallow.ie',
        name: 'Oisín Byrne',
        plan: 'teams',
        selected_deployment_type: 'cloud',
        role_at_organization: 'engineering',
        is_organization_first_user: true,
        product_signup_ts: '2026-11-20T10:00:00Z',
        $groups: { organization: 'org-77' },
      },
    })
    client.capture({ distinctId: 'u1', event: 'insight created', properties: { $groups: { organization: 'org-77' } } })
    await client.shutdown()
    const lead = await leadBy('oisin@tallow.ie')
    expect(lead).toMatchObject({
      source: 'product_signup',
      product_led: true,
      selected_deployment_type: 'cloud',
      role_at_organization: 'engineering',
      is_organization_first_user: true,
      product_signup_ts: '2026-11-20T10:00:00.000Z',
    })
    const contact = await contactBy('oisin@tallow.ie')
    expect(contact).toMatchObject({ name: 'Oisín Byrne', selected_deployment_type: 'cloud', is_organization_first_user: true })
    expect((await out.api('GET', `/accounts/${contact.account_id}`)).body).toMatchObject({ domain: 'tallow.ie', external_id: 'org-77' })
    const usage = await out.until(async () => {
      const answer = (await out.api('GET', `/accounts/${contact.account_id}/usage`)).body
      return answer.total > 0 ? answer : null
    }, 'usage')
    expect(usage.by_event.map((one: Json) => one.event)).toContain('insight created')
    const second = new PostHog(out.key, { host: out.base, flushAt: 1 })
    second.capture({
      distinctId: 'u2',
      event: 'user signed up',
      properties: { email: 'mate@other-domain.example', plan: 'teams', $groups: { organization: 'org-77' } },
    })
    await second.shutdown()
    const mate = await contactBy('mate@other-domain.example')
    expect(mate.account_id).toBe(contact.account_id)
    await settled()
    await none('mate@other-domain.example')
  })
  test('the four sign-up properties are set exactly when present', async () => {
    await json('/capture/', {
      api_key: out.key,
      event: 'user signed up',
      distinct_id: 'p1',
      properties: { email: 'part@partial.example', role_at_organization: 'marketing' },
    })
    expect(await contactBy('part@partial.example')).toMatchObject({
      role_at_organization: 'marketing',
      selected_deployment_type: null,
      product_signup_ts: null,
      is_organization_first_user: false,
    })
    await json('/capture/', {
      api_key: out.key,
      event: 'license purchased',
      distinct_id: 'p1',
      properties: { email: 'part@partial.example', selected_deployment_type: 'self-hosted' },
    })
    await settled()
    expect(await contactBy('part@partial.example')).toMatchObject({
      role_at_organization: 'marketing',
      selected_deployment_type: 'self-hosted',
    })
    await none('part@partial.example')
  })
  test('401, 413, gzip, a batch with a bad event, a retry', async () => {
    const event = (email: string, more: Json = {}) => ({
      uuid: randomUUID(),
      event: 'user signed up',
      distinct_id: email,
      properties: { email, plan: 'teams' },
      timestamp: '2026-11-20T10:00:00Z',
      ...more,
    })
    for (const path of ['/batch/', '/capture/', '/e/', '/i/v0/e/', '/capture/events']) {
      expect((await json(path, { api_key: 'hr_wrong', batch: [event('wrong@key.example')] })).status, path).toBe(401)
      const email = `path${path.replace(/\W/g, '')}@${path.replace(/\W/g, '')}path.example`
      expect(
        (await json(path, path === '/batch/' ? { api_key: out.key, batch: [event(email)] } : { api_key: out.key, ...event(email) })).status,
        path,
      ).toBe(200)
      await leadBy(email)
    }
    const batch = {
      api_key: out.key,
      batch: [event('good@one-bad.example'), { distinct_id: 'x' }, 'nonsense', event('', { event: 7 }), event('fine@two-bad.example')],
    }
    const zipped = gzipSync(JSON.stringify(batch))
    const send = () =>
      post('/batch/?compression=gzip', new Uint8Array(zipped), { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    expect((await send()).status).toBe(200)
    expect((await send()).status).toBe(200)
    await leadBy('good@one-bad.example')
    await leadBy('fine@two-bad.example')
    expect((await out.api('GET', '/inbound?channel=product_event&sender[contains]=one-bad.example')).body.data).toHaveLength(1)
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 32))
    expect((await post('/batch/', new Uint8Array(bomb), { 'content-encoding': 'gzip', 'content-type': 'application/json' })).status).toBe(
      413,
    )
    expect(
      (await json('/batch/', { api_key: out.key, batch: [event('big@big.example', { properties: { x: 'x'.repeat(33 * 1024 * 1024) } })] }))
        .status,
    ).toBe(413)
  })
})

describe('odd bodies', () => {
  test('never a 5xx, never a word of the inside', async () => {
    const deep = (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`
    const bodies: [Sent, string][] = [
      ['', 'application/json'],
      ['null', 'application/json'],
      ['[]', 'application/json'],
      ['7', 'application/json'],
      ['"x"', 'application/json'],
      ['{', 'application/json'],
      [deep(3_000), 'application/json'],
      [deep(100_000), 'application/json'],
      ['{"email":{"a":1},"name":[1,2],"message":true}', 'application/json'],
      ['{"email":"a@b.example","name":"\\ud800\\u0000","message":"\\u0000"}', 'application/json'],
      ['{"__proto__":{"email":"a@b.example"},"constructor":1,"email":"c@d.example","name":"x","message":"y"}', 'application/json'],
      ['email=a%40b.example&email=c%40d.example&name=%00%FF&message=%', 'application/x-www-form-urlencoded'],
      [`email=a%40b.example&name=${'x'.repeat(500_000)}&message=x`, 'application/x-www-form-urlencoded'],
      [Array.from({ length: 5_000 }, (_, n) => `f${n}=x`).join('&'), 'application/x-www-form-urlencoded'],
      ['--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na', 'multipart/form-data; boundary=x'],
      ['nonsense', 'multipart/form-data'],
      ['nonsense', 'multipart/form-data; boundary='],
      ['<a/>', 'application/xml'],
      [new Uint8Array([0, 255, 1, 254, 0x1f, 0x8b]), 'application/octet-stream'],
      [new Uint8Array([0x1f, 0x8b, 8, 0, 0]), 'application/json'],
    ]
    const paths = [
      '/capture/forms/contact',
      '/servlet/servlet.WebToLead',
      '/batch/',
      '/capture/',
      '/e/?compression=gzip',
      '/i/v0/e/?compression=base64',
      '/capture/events',
      '/capture/forms/%00',
      '/capture/forms/..%2f..%2fx',
      '/flags/',
      '/decide/',
    ]
    const wrong: string[] = []
    for (const path of paths)
      for (const [body, type] of bodies)
        for (const encoding of [undefined, 'gzip']) {
          const answer = await post(path, body, { 'content-type': type, ...(encoding ? { 'content-encoding': encoding } : {}) })
          const text = await answer.text()
          if (answer.status >= 500 || /node_modules|\.ts:\d+|at \w+ \(/.test(text))
            wrong.push(`${answer.status} ${path} ${type} ${String(body).slice(0, 60)} → ${text.slice(0, 200)}`)
        }
    expect(wrong).toEqual([])
    await out.until(async () => (await out.api('GET', '/inbound?state=waiting')).body.data.length === 0)
    expect((await out.api('GET', '/inbound?state=failed')).body.data.map((one: Json) => one.error)).toEqual([])
  })
})
