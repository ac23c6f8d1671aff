-- Sequences (D5): mails that go to a person one after the other until they answer; who wants none.
create table "sequence" (
  id uuid not null,
  "name" text collate "und-x-icu" not null,
  "key" text,
  "description" text,
  "steps" jsonb not null,
  "stop_on" jsonb not null,
  "active" boolean not null default true,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create unique index sequence_key on "sequence" ("key") where "key" is not null and deleted_at is null;
create index "sequence_name_idx" on "sequence" ("name", id);
create index "sequence_created_at_idx" on "sequence" (created_at, id);
create index "sequence_updated_at_idx" on "sequence" (updated_at, id);
create index "sequence_deleted_at_idx" on "sequence" (deleted_at, id) where deleted_at is not null;

create table "enrollment" (
  id uuid not null,
  "name" text not null,
  "sequence_id" uuid not null,
  "email" text,
  "domain" text,
  "state" text not null,
  "stopped_reason" text,
  "note" text,
  "sent" bigint not null,
  "sent_steps" jsonb not null,
  "next_at" timestamptz(3),
  "last_sent_at" timestamptz(3),
  "replied_at" timestamptz(3),
  "time_zone" text not null,
  "conversation_id" uuid,
  "enrolled_by" uuid,
  record_object text,
  record_id uuid,
  lead_id uuid,
  contact_id uuid,
  account_id uuid,
  opportunity_id uuid,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
-- Nobody is in the same sequence twice at a time.
create unique index enrollment_open on "enrollment" (sequence_id, record_id) where state in ('active', 'held') and deleted_at is null;
-- What is due, sequence by sequence, so that one that is paused holds nobody up.
create index enrollment_due on "enrollment" (sequence_id, next_at, id) where state = 'active' and deleted_at is null;
-- The numbers of a sequence without reading its rows, and who is in it, newest first.
create index enrollment_numbers on "enrollment" (sequence_id, state) include (sent, replied_at) where deleted_at is null;
create index "enrollment_sequence_id_idx" on "enrollment" (sequence_id, created_at, id);
create index "enrollment_email_idx" on "enrollment" ("email") where "email" is not null;
create index "enrollment_domain_idx" on "enrollment" ("domain") where "domain" is not null;
create index "enrollment_conversation_id_idx" on "enrollment" ("conversation_id") where "conversation_id" is not null;
create index "enrollment_created_at_idx" on "enrollment" (created_at, id);
create index "enrollment_updated_at_idx" on "enrollment" (updated_at, id);
create index "enrollment_deleted_at_idx" on "enrollment" (deleted_at, id) where deleted_at is not null;
create index "enrollment_lead_idx" on "enrollment" (lead_id, created_at, id) where lead_id is not null;
create index "enrollment_contact_idx" on "enrollment" (contact_id, created_at, id) where contact_id is not null;
create index "enrollment_account_idx" on "enrollment" (account_id, created_at, id) where account_id is not null;
create index "enrollment_opportunity_idx" on "enrollment" (opportunity_id, created_at, id) where opportunity_id is not null;

create table "unsubscribe" (
  id uuid not null,
  "email" text not null,
  "way" text not null,
  "sequence_id" uuid,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create unique index unsubscribe_email on "unsubscribe" (email) where deleted_at is null;
create index "unsubscribe_created_at_idx" on "unsubscribe" (created_at, id);
create index "unsubscribe_updated_at_idx" on "unsubscribe" (updated_at, id);
create index "unsubscribe_deleted_at_idx" on "unsubscribe" (deleted_at, id) where deleted_at is not null;

-- Which mail was which step of whose way: the key makes it impossible to send a step twice.
create table sequence_mail (
  mail_id uuid primary key,
  enrollment_id uuid not null,
  step text not null,
  activity_id uuid not null,
  message_id uuid not null,
  unique (enrollment_id, step)
);

alter table mail add column from_name text, add column from_address text, add column headers jsonb;
