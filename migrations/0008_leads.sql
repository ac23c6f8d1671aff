-- The clock of the first reply: when it warns, and what it rings for next; null once it is answered, closed or told.
alter table lead add column "sla_warns_at" timestamptz(3);
alter table lead add column "sla_rings_at" timestamptz(3);
-- The pool: since when nobody has done anything (null when that does not matter), and who had the lead before.
alter table lead add column "idle_since" timestamptz(3);
alter table lead add column "pool_noticed_at" timestamptz(3);
alter table lead add column "pooled_from_id" uuid;
-- The task by which a nurtured lead comes back.
alter table lead add column "nurture_task_id" uuid;

-- Open ones only: for all others nothing rings and nothing idles, and a table of a million is not rewritten for them.
update lead set
    sla_warns_at = case when first_responded_at is null then sla_due_at - interval '4 hours' end,
    sla_rings_at = case when first_responded_at is null and sla_due_at > now() then sla_due_at end,
    idle_since = case when owner_id is not null then greatest(assigned_at, last_touched_at, updated_at, nurture_until::timestamp at time zone 'UTC') end
  where status in ('new', 'working', 'nurturing') and deleted_at is null and (owner_id is not null or first_responded_at is null);

create index lead_sla_rings on lead (sla_rings_at, id) where sla_rings_at is not null;
create index lead_idle on lead (product_led, idle_since, id) where idle_since is not null;
create index lead_pool on lead (score desc, id desc) where owner_id is null and deleted_at is null and status in ('new', 'working', 'nurturing');
create index lead_first_response on lead (created_at) include (owner_id, source, first_responded_at, sla_due_at, status) where deleted_at is null;

-- One row for each time that a lead was in the pool: what the report counts.
create table pool_stay (
  lead_id uuid not null,
  entered_at timestamptz(3) not null,
  from_id uuid,
  why text not null,
  left_at timestamptz(3),
  to_id uuid,
  outcome text,
  primary key (lead_id, entered_at)
);
create index pool_stay_entered on pool_stay (entered_at);
insert into pool_stay (lead_id, entered_at, why)
  select id, coalesce(pooled_at, created_at), case when pooled_at is null then 'unassigned' else 'released' end from lead
  where owner_id is null and deleted_at is null and status in ('new', 'working', 'nurturing');

create table "ticket" (
  id uuid not null,
  "subject" text collate "und-x-icu" not null,
  "queue" text not null,
  "message" text,
  "requester_name" text,
  "requester_email" text,
  "cc" text[] not null default '{}',
  "state" text not null,
  "lead_id" uuid,
  "task_id" uuid,
  "external_id" text,
  "url" text,
  "attempts" bigint not null,
  "error" text,
  "opened_at" timestamptz(3),
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create unique index ticket_lead on ticket (lead_id);
create index ticket_opened_at_idx on ticket (opened_at nulls first, id);
create index ticket_created_at_idx on ticket (created_at, id);
create index ticket_updated_at_idx on ticket (updated_at, id);
create index ticket_deleted_at_idx on ticket (deleted_at, id) where deleted_at is not null;
