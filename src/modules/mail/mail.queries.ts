import { type Kysely, sql } from 'kysely'
import type { Database, Tx } from '../../platform/db/database.ts'
import { openStatuses } from '../leads/status.rule.ts'
import { type KnownPerson, type MailFacts, mailQuestions } from './decide_mail.rule.ts'
import { normalAddress } from './mail_address.rule.ts'
import type { ParsedMessage } from './parse_message.rule.ts'
import { sharedAddresses } from './shared_addresses.queries.ts'

type Db = Kysely<Database> | Tx

/** Everything `decideMail` needs to know about the people and the thread of a message. */
export async function mailFacts(db: Db, message: ParsedMessage): Promise<MailFacts> {
  const questions = mailQuestions(message)
  const addresses = questions.addresses.map(normalAddress)
  return {
    sharedAddresses: await sharedAddresses(db),
    colleagues: await colleagues(db, addresses),
    known: await knownPeople(db, addresses),
    replyTo: await threadOf(db, questions.message_ids),
    alreadyStored:
      (await db.selectFrom('message').select('id').where('message_key', '=', message.dedupe_key).executeTakeFirst()) !== undefined,
  }
}

async function colleagues(db: Db, addresses: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; email: string; further_addresses: string[] }>`select id, email, further_addresses from "user"
    where active and deleted_at is null and (email = any(${addresses}::text[]) or further_addresses && ${addresses}::text[])`.execute(db)
  return new Map(rows.flatMap(row => [row.email, ...row.further_addresses].map(address => [normalAddress(address), row.id] as const)))
}

async function knownPeople(db: Db, addresses: string[]): Promise<Map<string, KnownPerson>> {
  const known = new Map<string, KnownPerson>()
  const contacts = await sql<{ email: string; id: string; owner_id: string | null }>`select e.email, c.id, c.owner_id from contact_email e
    join contact c on c.id = e.contact_id where e.email = any(${addresses}::text[]) and c.deleted_at is null`.execute(db)
  for (const row of contacts.rows) known.set(row.email, { contact: { id: row.id, owner_id: row.owner_id } })
  // An open lead first, then the newest.
  const leads = await sql<{
    email: string
    id: string
    owner_id: string | null
    open: boolean
  }>`select distinct on (email) email, id, owner_id,
    status = any(${openStatuses}::text[]) as open from lead where email = any(${addresses}::text[]) and deleted_at is null
    order by email, status = any(${openStatuses}::text[]) desc, created_at desc`.execute(db)
  for (const { email, ...lead } of leads.rows) known.set(email, { ...known.get(email), lead })
  return known
}

async function threadOf(db: Db, messageIds: string[]): Promise<MailFacts['replyTo']> {
  if (messageIds.length === 0) return null
  const { rows } = await sql<{
    conversation_id: string
    lead_id: string | null
    lead_owner: string | null
    contact_id: string | null
    contact_owner: string | null
  }>`select m.conversation_id, c.lead_id, l.owner_id as lead_owner, c.contact_id, k.owner_id as contact_owner from message m
    join conversation c on c.id = m.conversation_id left join lead l on l.id = c.lead_id left join contact k on k.id = c.contact_id
    where m.message_key = any(${messageIds}::text[]) order by array_position(${messageIds}::text[], m.message_key) limit 1`.execute(db)
  const [row] = rows
  if (!row) return null
  const record = row.lead_id
    ? { object: 'lead' as const, id: row.lead_id, owner_id: row.lead_owner }
    : row.contact_id
      ? { object: 'contact' as const, id: row.contact_id, owner_id: row.contact_owner }
      : null
  return { conversation_id: row.conversation_id, record }
}
