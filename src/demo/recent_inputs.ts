import { sql } from 'kysely'
import { processInbound } from '../modules/inbound/process_inbound.ts'
import { receive } from '../modules/inbound/receive.ts'
import { receiveMail } from '../modules/mail/receive_mail.ts'
import type { Context } from '../platform/context.ts'
import { plain } from './companies.ts'
import type { BeginAt } from './fill_demo.ts'
import { companies, type DemoCompany, firstNames, lastNames, messages, titles } from './northlight.ts'
import type { Colleague } from './people.ts'
import type { Random } from './random.ts'

const hour = 3_600_000
const inputs = 96
/** The last three weeks. */
const span = 21 * 24 * hour

interface Place {
  domain: string
  people: readonly Colleague[]
}
interface Person {
  name: string
  email: string
  title: string
  role: string
  company: DemoCompany
}

/** What came in during the last three weeks, through the real doors: stored, understood, scored, assigned, with reasons. */
export async function takeInRecent(beginAt: BeginAt, now: Date, random: Random, place: Place): Promise<void> {
  for (let index = 0; index < inputs; index++) {
    // Not evenly: mornings and the last days have more.
    const at = new Date(now.getTime() - Math.floor(span * (1 - index / inputs) ** 1.5) - 5 * 60_000)
    await takeIn(beginAt, at, ctx => arrive(ctx, random, place, index))
  }
}

async function takeIn(beginAt: BeginAt, at: Date, arrival: (ctx: Context) => Promise<void>): Promise<void> {
  await beginAt(at, arrival)
  const { rows } = await beginAt(at, ctx => sql<{ id: string }>`select id from inbound where state = 'waiting'`.execute(ctx.tx))
  for (const { id } of rows) await processInbound(work => beginAt(new Date(at.getTime() + 2_000), work), id)
}

function newPerson(random: Random): Person {
  const company = random.pick(companies)
  const first = random.pick(firstNames)
  const last = random.pick(lastNames)
  const { title, role } = random.pick(titles)
  return { name: `${first} ${last}`, email: `${plain(first)}.${plain(last)}@${company.domain}`, title, role, company }
}

async function arrive(ctx: Context, random: Random, place: Place, index: number): Promise<void> {
  const person = newPerson(random)
  // Of late most used the form, which says the country: so every territory has somebody to answer.
  const kind = index < inputs - 14 || index % 4 === 3 ? index % 12 : 0
  if (kind < 4) await form(ctx, random, person, index === 40)
  else if (kind < 7) await mail(ctx, person, place, random.pick(messages), index)
  else if (kind < 10) await signUp(ctx, random, person, index)
  else if (kind === 10) await forward(ctx, random, person, place, index)
  else await odd(ctx, place, index)
}

async function form(ctx: Context, random: Random, person: Person, spam: boolean): Promise<void> {
  const found = await ctx.tx.selectFrom('form').select('id').where('slug', '=', 'contact').executeTakeFirst()
  if (!found) return
  const fields: [string, string][] = [
    ['name', person.name],
    ['email', person.email],
    ['company', person.company.name],
    ['country', person.company.country],
    ['role_at_organization', person.role],
    ['monthly_events', String(random.int(1, 110) * 100_000)],
    ['sales_form_message', spam ? 'Cheap SEO backlinks http://a.example http://b.example http://c.example' : random.pick(messages)],
  ]
  const envelope = {
    slug: 'contact',
    kind: 'form' as const,
    ip: '192.0.2.7',
    user_agent: null,
    page: 'https://northlight.example/pricing',
    trapped: spam,
    seconds: 42,
    captcha: null,
  }
  await receive(ctx, {
    channel: 'form',
    source_id: `demo:${person.email}:${ctx.now.toISOString()}`,
    content_type: 'application/json',
    content: Buffer.from(JSON.stringify({ fields, files: [] })),
    envelope,
    sender: person.email,
    subject: 'Contact form',
    form_id: found.id,
  })
}

const rfc822 = (from: string, to: string, subject: string, text: string, at: Date, id: string, more = '') =>
  Buffer.from(
    `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nDate: ${at.toUTCString()}\r\nMessage-ID: <demo-${id}@northlight.example>\r\n${more}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n`,
  )

const quoted = (name: string) => `=?utf-8?B?${Buffer.from(name).toString('base64')}?=`

async function mail(ctx: Context, person: Person, { domain }: Place, text: string, index: number): Promise<void> {
  const to = `sales@${domain}`
  const body = `Hello,\n\n${text}\n\n-- \n${person.name}\n${person.title}, ${person.company.name}\n`
  const raw = rfc822(`${quoted(person.name)} <${person.email}>`, to, 'A question about Northlight', body, ctx.now, String(index))
  await receiveMail(ctx, { envelopeFrom: person.email, recipients: [to], raw, remoteAddress: '192.0.2.25' })
}

async function forward(ctx: Context, random: Random, person: Person, { domain, people }: Place, index: number): Promise<void> {
  const to = `sales@${domain}`
  const colleague = random.pick(people)
  const body = `FYI, this one is for you.\n\n---------- Forwarded message ---------\nFrom: ${person.name} <${person.email}>\nDate: ${ctx.now.toUTCString()}\nSubject: Pricing\nTo: ${colleague.name} <${colleague.email}>\n\n${random.pick(messages)}\n\n${person.name}\n`
  const raw = rfc822(`${quoted(colleague.name)} <${colleague.email}>`, to, 'Fwd: Pricing', body, ctx.now, String(index))
  await receiveMail(ctx, { envelopeFrom: colleague.email, recipients: [to], raw, remoteAddress: '192.0.2.26' })
}

/** What no rule makes a lead of: an answer by a machine, and forwards that do not say from whom. */
async function odd(ctx: Context, { domain, people }: Place, index: number): Promise<void> {
  const to = `sales@${domain}`
  const [colleague] = people.slice(index % 5)
  if (index % 24 === 11) {
    const raw = rfc822(
      '"Out of office" <noreply@fathom.example>',
      to,
      'Automatic reply: Pricing',
      'I am away until Monday.',
      ctx.now,
      String(index),
      'Auto-Submitted: auto-replied\r\n',
    )
    await receiveMail(ctx, { envelopeFrom: '', recipients: [to], raw, remoteAddress: '192.0.2.27' })
    return
  }
  if (!colleague) return
  const body = `Can somebody take this?\n\n---------- Forwarded message ---------\nFrom: Somebody at the fair\nSubject: Stand 14\n\nThey want a call about replay.\n`
  const raw = rfc822(`${quoted(colleague.name)} <${colleague.email}>`, to, 'Fwd: Stand 14', body, ctx.now, String(index))
  await receiveMail(ctx, { envelopeFrom: colleague.email, recipients: [to], raw, remoteAddress: '192.0.2.28' })
}

async function signUp(ctx: Context, random: Random, person: Person, index: number): Promise<void> {
  const properties = {
    email: person.email,
    name: person.name,
    organization: person.company.name,
    organization_id: `org_${index}`,
    role_at_organization: person.role.toLowerCase(),
    is_organization_first_user: random.chance(0.6),
    deployment: random.pick(['cloud', 'self-hosted']),
    plan: random.pick(['teams', 'free', 'paid']),
  }
  const event = {
    uuid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    event: 'user signed up',
    distinct_id: `demo-${index}`,
    occurred_at: ctx.now.toISOString(),
    properties,
    person: {},
    groups: {},
  }
  await receive(ctx, {
    channel: 'product_event',
    source_id: event.uuid,
    content_type: 'application/json',
    content: Buffer.from(JSON.stringify(event)),
    envelope: {},
    sender: person.email,
    subject: event.event,
  })
}
