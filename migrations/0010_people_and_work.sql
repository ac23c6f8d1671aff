-- Tasks that repeat, are snoozed and end with an outcome (F4).
alter table task add column outcome text;
alter table task add column recurrence text;
alter table task add column recurs_from timestamptz(3);
alter table task add column snoozes bigint not null default 0;
alter table task add column previous_id uuid;
create index task_previous on task (previous_id) where previous_id is not null;
create index task_created_by_open on task (created_by, due_at, id) where done_at is null and deleted_at is null;

-- Threads of notes, and teams that are mentioned (A8). The first note of a thread has no thread_id; its id is the thread's.
alter table note add column mentioned_team_ids uuid[] not null default '{}';
alter table note add column reply_to_id uuid;
alter table note add column thread_id uuid;
alter table note add column edited_at timestamptz(3);
create index note_thread on note (thread_id, created_at, id) where thread_id is not null;
create table note_mute (thread_id uuid not null, user_id uuid not null, muted_at timestamptz(3) not null, primary key (thread_id, user_id));

-- How a call or a meeting went (A7).
alter table activity add column outcome text;
alter table activity add column duration_minutes bigint;

-- What each user wants to be told, and how (F5). `value` holds only what differs from the workspace's defaults.
create table notification_preference (user_id uuid primary key, value jsonb not null, updated_at timestamptz(3) not null);
-- Mails that wait: for the hour, the morning, or the end of quiet hours.
create table notification_mail (
  id uuid primary key,
  user_id uuid not null,
  kind text not null,
  subject text not null,
  text text not null,
  due_at timestamptz(3) not null,
  created_at timestamptz(3) not null
);
create index notification_mail_due on notification_mail (due_at);
-- Mornings that were looked at: nobody gets two digests a day (F4).
create table digest_day (user_id uuid not null, day date not null, at timestamptz(3) not null, primary key (user_id, day));
-- The private link under which a calendar program reads somebody's tasks.
create table calendar_link (user_id uuid primary key, token_hash text not null unique, sealed_token text not null, created_at timestamptz(3) not null);

-- What needs somebody now (home): first replies that are due, next steps and closing dates of open opportunities.
create index lead_reply_due on lead (owner_id, sla_due_at, id) where first_responded_at is null and deleted_at is null;
create index opportunity_next_step on opportunity (owner_id, next_step_date, id) where closed_at is null and deleted_at is null and next_step_date is not null;
create index opportunity_closing on opportunity (owner_id, close_date, id) where closed_at is null and deleted_at is null;
create index lead_told_of_pool on lead (owner_id, idle_since, id) where pool_noticed_at is not null and idle_since is not null and deleted_at is null;
