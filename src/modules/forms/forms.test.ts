import type { InjectOptions } from 'fastify'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRecord, updateRecord } from '../../platform/object/write.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { accounts } from '../accounts/accounts.module.ts'
import { territory } from '../assignment/territory.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { setChannels } from '../inbound/channel.ts'
import { inbound } from '../inbound/inbound.module.ts'
import { leadDerivations } from '../leads/lead.derive.ts'
import { lead } from '../leads/lead.object.ts'
import { address } from '../mail/address.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { activity } from '../timeline/activity.object.ts'
import { users } from '../users/users.module.ts'
import { formChannel } from './form_channel.ts'
import { forms } from './forms.module.ts'
import { trapNames } from './read_submission.rule.ts'

const rest = { name: 'rest', objects: [lead, contact, activity, territory, address, mail], derivations: leadDerivations }
const server = useServer([users, accounts, inbound, forms, rest])

const questions = [
  { name: 'name', label: 'Name', type: 'text' },
  { name: 'email', label: 'Work email', type: 'email', required: true },
  { name: 'country', label: 'Country', type: 'country' },
  {
    name: 'monthly_events',
    label: 'Events a month',
    kind: 'choice',
    options: [
      { value: 'b', label: '5 to 20 million' },
      { value: 'x', label: 'Not sure' },
    ],
  },
  { name: 'stack', label: 'Your stack', type: 'text' },
  { name: 'sales_form_message', label: 'How can we help?', type: 'long_text' },
]

beforeAll(async () => {
  setChannels([formChannel])
  await server.begin('test', async ctx => {
    await createRecord(
      ctx,
      'form',
      {
        name: 'Contact form',
        slug: 'Contact',
        title: 'Talk to us',
        fields: questions,
        redirect_hosts: ['https://www.acme.example/'],
        source: 'contact_form',
        active: true,
      },
      { trusted: true },
    )
  })
})
beforeEach(() => server.clock.set(server.clock.ahead() + 20 * 60_000))

const post = (payload: unknown, more: InjectOptions = {}) =>
  server.app.inject({ method: 'POST', url: '/capture/forms/contact', payload: payload as object, ...more })
const urlencoded = (values: Record<string, string>, headers: Record<string, string> = {}) =>
  post(new URLSearchParams(values).toString(), { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } })
const inboundOf = (id: string) => server.db.selectFrom('inbound').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const leadsOf = (email: string) => server.db.selectFrom('lead').selectAll().where('email', '=', email).execute()
const idOf = (answer: { json: () => { id: string } }) => answer.json().id
const html = { accept: 'text/html,application/xhtml+xml' }

describe('a submission', () => {
  test('as JSON makes a lead before the answer is out, with everything kept as submitted', async () => {
    const answer = await post(
      {
        email: 'Ada@Fjordlast.example',
        name: 'Ada Berg',
        country: 'Norwegen',
        monthly_events: 'b',
        stack: 'Rails',
        message: 'Hello',
        utm: 'ad-7',
        nested: { a: [1] },
      },
      { headers: { referer: 'https://www.acme.example/pricing' } },
    )
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    const [made] = await leadsOf('ada@fjordlast.example')
    expect(made).toMatchObject({
      id: idOf(answer),
      name: 'Ada Berg',
      country: 'NO',
      monthly_events: 5_000_000,
      source: 'contact_form',
      sales_form_message: 'Hello',
    })
    expect(made?.submitted).toEqual([
      { label: 'Name', value: 'Ada Berg' },
      { label: 'Work email', value: 'Ada@Fjordlast.example' },
      { label: 'Country', value: 'Norwegen' },
      { label: 'Events a month', value: '5 to 20 million' },
      { label: 'Your stack', value: 'Rails' },
      { label: 'How can we help?', value: 'Hello' },
      { label: 'utm', value: 'ad-7' },
      { label: 'nested', value: '{"a":[1]}' },
    ])
    const [event] = await server.db
      .selectFrom('activity')
      .selectAll()
      .where('lead_id', '=', made?.id ?? '')
      .execute()
    expect(event).toMatchObject({ kind: 'form', title: 'Contact form sent', detail: { page: 'https://www.acme.example/pricing' } })
    expect(await inboundOf(idOf(answer))).toMatchObject({
      state: 'done',
      outcome: 'created',
      rule: 'lead.contact_form',
      sender: 'ada@fjordlast.example',
    })
  })

  test('as multipart: text is taken, files are named only', async () => {
    const form = new FormData()
    form.set('email', 'multi@fjordlast.example')
    form.set('name', 'Mül Ti')
    form.set('cv', new File(['x'.repeat(5000)], 'cv.pdf'))
    const request = new Request('http://x', { method: 'POST', body: form })
    const answer = await post(Buffer.from(await request.arrayBuffer()), {
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
    })
    expect(answer.statusCode).toBe(201)
    const [made] = await leadsOf('multi@fjordlast.example')
    expect(made?.submitted).toContainEqual({ label: 'File (not taken)', value: 'cv.pdf' })
  })

  test('may not set what is not its business', async () => {
    await post({
      email: 'sly@fjordlast.example',
      name: 'Sly',
      status: 'converted',
      owner_id: '0193d3f0-0000-7000-8000-000000000000',
      product_led: true,
      score: 70,
      __proto__: { x: 1 },
    })
    const [made] = await leadsOf('sly@fjordlast.example')
    expect(made).toMatchObject({ status: 'new', product_led: false, owner_id: null })
    expect(made?.submitted).toContainEqual({ label: 'status', value: 'converted' })
  })

  test('sent twice is one: by key, by submission_id, by a double click; ten minutes later it is another', async () => {
    const body = { email: 'twice@fjordlast.example', name: 'Twice' }
    const first = idOf(await post(body))
    expect(idOf(await post(body))).toBe(first)
    server.clock.set(server.clock.ahead() + 9 * 60_000)
    expect(idOf(await post(body))).toBe(first)
    server.clock.set(server.clock.ahead() + 20 * 60_000)
    const later = idOf(await post(body))
    expect(later).not.toBe(first)
    expect(await inboundOf(later)).toMatchObject({ outcome: 'duplicate', lead_id: first })
    const keyed = idOf(await post({ ...body, submission_id: 's-1' }))
    expect(idOf(await post({ ...body, name: 'Other', submission_id: 's-1' }))).toBe(keyed)
    const headers = { 'idempotency-key': 'k-1' }
    const byHeader = idOf(await post({ ...body, stack: 'k' }, { headers }))
    expect(idOf(await post({ ...body, stack: 'k' }, { headers }))).toBe(byHeader)
    expect(await leadsOf('twice@fjordlast.example')).toHaveLength(1)
  })

  test('eight at once of the same person are one lead', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => post({ email: 'crowd@fjordlast.example', name: 'Crowd', stack: `v${n}` })),
    )
    expect(answers.every(answer => answer.statusCode === 201)).toBe(true)
    expect(await leadsOf('crowd@fjordlast.example')).toHaveLength(1)
  })

  test('that is worked on in vain is accepted all the same, and waits for its job', async () => {
    setChannels([{ ...formChannel, process: async () => Promise.reject(new Error('the rules are broken')) }])
    const answer = await post({ email: 'later@fjordlast.example', name: 'Later' })
    setChannels([formChannel])
    expect(answer.statusCode).toBe(201)
    expect(await inboundOf(idOf(answer))).toMatchObject({ state: 'failed', error: 'Error: the rules are broken' })
    const { rows } = await server.pool.query('select 1 from graphile_worker._private_jobs where key = $1', [`inbound:${idOf(answer)}`])
    expect(rows).toHaveLength(1)
  })
})

describe('refusals', () => {
  test('name the fields, readable from any site', async () => {
    const answer = await post({ name: 'Nobody' })
    expect(answer.statusCode).toBe(422)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(answer.json().errors).toEqual([{ field: 'email', code: 'required', message: 'Work email: please fill this in.' }])
    expect((await post({ email: 'not an address' })).json().errors).toMatchObject([{ field: 'email', code: 'email' }])
  })

  test('come back as the page with everything typed kept, for people', async () => {
    const answer = await urlencoded({ name: '<b>Ada</b>', email: 'nope', stack: 'Go' }, html)
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('value="&lt;b&gt;Ada&lt;/b&gt;"')
    expect(answer.body).toContain('value="Go"')
    expect(answer.body).toContain('aria-invalid="true"')
    expect(answer.body).toContain('role="alert"')
  })

  test.each([
    ['not JSON', '{', 'application/json', 400],
    ['no object', '[1,2]', 'application/json', 400],
    ['null', 'null', 'application/json', 400],
    ['too deep', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'application/json', 400],
    ['too large', `{"email":"${'a'.repeat(1_100_000)}"}`, 'application/json', 413],
    ['a long answer', JSON.stringify({ email: 'a@fjordlast.example', x: 'y'.repeat(20_001) }), 'application/json', 422],
    ['many fields', JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, 'x']))), 'application/json', 422],
    ['damaged multipart', 'nonsense', 'multipart/form-data; boundary=x', 400],
    ['another kind', '<a/>', 'application/xml', 415],
  ])('%s', async (_, payload, type, status) => {
    expect((await post(payload, { headers: { 'content-type': type } })).statusCode).toBe(status)
  })

  test('NUL and broken characters are taken out, nothing else', async () => {
    const answer = await post('{"email":"nul@fjordlast.example","name":"A\\u0000da \\ud800","stack":"\\\\u0000"}', {
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.statusCode).toBe(201)
    const [made] = await leadsOf('nul@fjordlast.example')
    expect(made?.name).toBe('Ada \ufffd')
    expect(made?.submitted).toContainEqual({ label: 'Your stack', value: '\\u0000' })
  })

  test('a form that is not there', async () => {
    expect((await server.app.inject({ method: 'POST', url: '/capture/forms/nothing', payload: {} })).statusCode).toBe(404)
    expect((await server.app.inject({ url: '/f/nothing' })).statusCode).toBe(404)
    expect((await server.app.inject({ url: '/embed/nothing.js' })).statusCode).toBe(404)
  })
})

describe('spam', () => {
  test('in the trap looks like success, goes to its own list, and can be made a lead', async () => {
    const answer = await urlencoded({ email: 'bot@fjordlast.example', name: 'Bot', [trapNames[0]]: 'http://buy.example' })
    expect(answer.statusCode).toBe(201)
    expect(await leadsOf('bot@fjordlast.example')).toEqual([])
    const stored = await inboundOf(idOf(answer))
    expect(stored).toMatchObject({ outcome: 'ignored', spam: 'spam', rule: 'form.spam' })
    expect(stored.reason).toContain('a field that people do not see')
    const raw = await server.db.selectFrom('inbound_raw').selectAll().where('inbound_id', '=', stored.id).executeTakeFirstOrThrow()
    const asLead = await server.begin('test', ctx =>
      formChannel.asLead(ctx, stored, { ...raw, envelope: raw.envelope as Record<string, unknown> }),
    )
    expect(asLead?.values).toEqual({ email: 'bot@fjordlast.example', name: 'Bot' })
  })
})

describe('a captcha', () => {
  const withCaptcha = (slug: string, when_unreachable: string) =>
    server.begin('test', ctx =>
      createRecord(
        ctx,
        'form',
        {
          name: slug,
          slug,
          fields: ['email'],
          redirect_hosts: [],
          source: 'contact_form',
          active: true,
          captcha: { provider: 'turnstile', site_key: 'site', secret: 's', verify_url: 'http://127.0.0.1:1/siteverify', when_unreachable },
        },
        { trusted: true },
      ),
    )
  const send = (slug: string, token: string) =>
    server.app.inject({
      method: 'POST',
      url: `/capture/forms/${slug}`,
      payload: { email: `${slug}@fjordlast.example`, 'cf-turnstile-response': token },
    })
  test('that nobody answered is refused; a provider that is away fails open or closed, as the form says', async () => {
    await withCaptcha('open', 'accept')
    await withCaptcha('closed', 'refuse')
    expect((await send('open', '')).json().errors).toMatchObject([{ code: 'captcha_failed' }])
    expect((await send('open', 'token')).statusCode).toBe(201)
    expect((await send('closed', 'token')).json().errors).toMatchObject([{ code: 'captcha_unreachable' }])
    const page = await server.app.inject({ url: '/f/open' })
    expect(page.body).toContain('<div class="cf-turnstile" data-sitekey="site"></div>')
    expect(page.headers['content-security-policy']).toContain('https://challenges.cloudflare.com')
  })
})

describe('afterwards', () => {
  const values = (n: number) => ({ email: `after${n}@fjordlast.example`, name: 'After' })
  test('the visitor goes where the page asks, if the form allows it', async () => {
    const there = await urlencoded({ ...values(1), redirect: 'https://www.acme.example/thanks' })
    expect([there.statusCode, there.headers.location]).toEqual([303, 'https://www.acme.example/thanks'])
    const evil = await urlencoded({ ...values(2), redirect: 'https://evil.example/' })
    expect([evil.statusCode, evil.headers.location]).toEqual([201, undefined])
    const own = await urlencoded({ ...values(3), redirect: '/f/contact' })
    expect(own.headers.location).toBe('http://hedgerow.test/f/contact')
  })
  test('a plain page gets a thank-you', async () => {
    const answer = await urlencoded(values(4), html)
    expect(answer.statusCode).toBe(201)
    expect(answer.body).toContain('<h1>Thank you</h1>')
  })
})

describe('the hosted page', () => {
  test('asks every question in order, with labels, and may be framed', async () => {
    const answer = await server.app.inject({ url: '/f/contact?email=pre@fill.example' })
    expect(answer.statusCode).toBe(200)
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toContain('frame-ancestors *')
    expect(policy).toContain("form-action 'self' https://www.acme.example")
    expect(policy).toMatch(/style-src 'sha256-/)
    for (const question of questions) expect(answer.body).toContain(`for="q-${question.name}"`)
    expect(answer.body).toContain('value="pre@fill.example"')
    expect(answer.body).toContain('<option value="Norway">')
    expect(answer.body).not.toMatch(/ (?:on\w+|style)=/)
  })
  test('sends what a person typed without any script', async () => {
    const page = await server.app.inject({ url: '/f/contact' })
    const hidden = Object.fromEntries(
      [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, value]),
    )
    server.clock.set(server.clock.ahead() + 30_000)
    const answer = await urlencoded({ ...hidden, name: 'Page', email: 'page@fjordlast.example', homepage_url: '' }, html)
    expect(answer.statusCode).toBe(201)
    const [made] = await leadsOf('page@fjordlast.example')
    expect(made?.submitted).toEqual([
      { label: 'Name', value: 'Page' },
      { label: 'Work email', value: 'page@fjordlast.example' },
    ])
  })
  test('is embedded by a script of its own', async () => {
    const answer = await server.app.inject({ url: '/embed/contact.js' })
    expect(answer.headers['content-type']).toContain('text/javascript')
    expect(() => new Function(answer.body)).not.toThrow()
    const preflight = await server.app.inject({
      method: 'OPTIONS',
      url: '/capture/forms/contact',
      headers: { origin: 'https://x.example' },
    })
    expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, '*'])
  })
})

describe('Web-to-Lead', () => {
  const send = (body: string, headers: Record<string, string> = {}, query = '?encoding=UTF-8') =>
    server.app.inject({
      method: 'POST',
      url: `/servlet/servlet.WebToLead${query}`,
      payload: body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  const body =
    'oid=00D000000000001&retURL=https%3A%2F%2Fwww.acme.example%2Fthanks&first_name=J%C3%BCrgen&last_name=Gro%C3%9F&email=jg%40fjordlast.example&company=Fjordlast+AS&phone=%2B47+22+12+34+56&country=Norway&city=Oslo&state=Oslo&street=Gata+1&zip=0150&URL=fjordlast.example&description=Hello&lead_source=Web&industry=Shipping&employees=250&00N5f00000AbCdEFGH=custom&debug=1'
  test('lands as a contact form lead and goes back where Salesforce would send it', async () => {
    const answer = await send(body)
    expect([answer.statusCode, answer.headers.location]).toEqual([302, 'https://www.acme.example/thanks'])
    const [made] = await leadsOf('jg@fjordlast.example')
    expect(made).toMatchObject({
      name: 'Jürgen Groß',
      company: 'Fjordlast AS',
      country: 'NO',
      region: 'Oslo',
      website: 'https://fjordlast.example',
      sales_form_message: 'Hello',
      source: 'contact_form',
      employees: 250,
    })
    expect(made?.submitted).toEqual(
      expect.arrayContaining([
        { label: 'street', value: 'Gata 1' },
        { label: 'lead_source', value: 'Web' },
        { label: '00N5f00000AbCdEFGH', value: 'custom' },
      ]),
    )
    expect(JSON.stringify(made?.submitted)).not.toContain('00D000000000001')
  })
  test('goes back to the site that posted, and nowhere else', async () => {
    const to = (n: number) => `email=w${n}%40fjordlast.example&last_name=W&retURL=https://shop.example/ok`
    expect((await send(to(1), { origin: 'https://shop.example' })).headers.location).toBe('https://shop.example/ok')
    expect((await send(to(2), { referer: 'https://shop.example/contact' })).headers.location).toBe('https://shop.example/ok')
    const other = await send(to(3), { origin: 'https://evil.example' })
    expect([other.statusCode, other.headers.location]).toEqual([200, undefined])
  })
  test('takes what Salesforce takes: no address, another character set', async () => {
    expect((await send('last_name=M%FCller&company=Werk&email=wrong', {}, '?encoding=ISO-8859-1')).statusCode).toBe(200)
    const found = await server.db.selectFrom('lead').selectAll().where('name', '=', 'Müller').execute()
    expect(found).toHaveLength(1)
    expect(found[0]?.submitted).toContainEqual({ label: 'Email', value: 'wrong' })
  })
})

describe('a form’s own shape', () => {
  const save = (values: Record<string, unknown>) =>
    server.begin('test', ctx =>
      createRecord(ctx, 'form', { name: 'X', fields: [], redirect_hosts: [], source: 'event', active: true, ...values }, { trusted: true }),
    )
  test.each([
    [{ slug: 'Ä b' }, 'slug'],
    [{ slug: 'new' }, 'slug'],
    [{ slug: 'a', fields: [{ name: '1 x' }] }, 'fields.0.name'],
    [{ slug: 'a', fields: ['email', 'email'] }, 'fields.1.name'],
    [{ slug: 'a', fields: [{ name: 'x', type: 'choice' }] }, 'fields.0.options'],
    [{ slug: 'a', fields: [{ name: 'x', type: 'magic' }] }, 'fields.0.type'],
    [{ slug: 'a', redirect_hosts: ['*'] }, 'redirect_hosts.0'],
    [{ slug: 'a', captcha: { provider: 'turnstile', site_key: 'k' } }, 'captcha.secret'],
  ])('%o is refused at %s', async (values, field) => {
    await expect(save(values)).rejects.toMatchObject({ errors: [expect.objectContaining({ field })] })
  })
  test('names are enough; a captcha’s secret is kept sealed and survives a change without it', async () => {
    const made = await save({
      slug: 'event',
      fields: ['email', 'company'],
      captcha: { provider: 'turnstile', site_key: 'k', secret: 's3cret' },
    })
    expect(made.fields).toEqual([
      { name: 'email', label: 'Email', type: 'email', required: false },
      { name: 'company', label: 'Company', type: 'text', required: false },
    ])
    expect(JSON.stringify(made.captcha)).not.toContain('s3cret')
    const changed = await server.begin('test', ctx =>
      updateRecord(ctx, 'form', made.id, { captcha: { provider: 'turnstile', site_key: 'k2' } }, { trusted: true }),
    )
    expect(changed.captcha).toMatchObject({ site_key: 'k2', secret_sealed: (made.captcha as Record<string, unknown>).secret_sealed })
  })
})

test('every route is documented', () => {
  const { paths } = server.server.openApi()
  for (const path of ['/capture/forms/{slug}', '/f/{slug}', '/embed/{file}', '/servlet/servlet.WebToLead'])
    expect(Object.keys(paths)).toContain(path)
})

test('too many from one address are told to wait', async () => {
  const answers = await Promise.all(Array.from({ length: 140 }, () => server.app.inject({ url: '/f/nothing' })))
  const refused = answers.filter(answer => answer.statusCode === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.headers['retry-after']).toBeDefined()
})
