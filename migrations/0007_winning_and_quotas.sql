-- What follows a won opportunity (E5, E9): its renewal, the ticks of its onboarding checklist, the task of each follow-up.
alter table "opportunity" add column "paid_upfront" boolean not null default false;
alter table "opportunity" add column "renewal_id" uuid;
alter table "opportunity" add column "onboarding" jsonb;
alter table "opportunity" add column "follow_ups" jsonb;
create index "opportunity_renewal_id_idx" on "opportunity" ("renewal_id") where "renewal_id" is not null;

-- Quotas (G6), and which wins may count in a quarter.
create table "quota" (
  id uuid not null,
  "user_id" uuid not null,
  "period" text collate "und-x-icu" not null,
  "amount" numeric(18,2) not null,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "quota_user_id_idx" on "quota" ("user_id", id);
create index "quota_period_idx" on "quota" ("period", id);
create index "quota_amount_idx" on "quota" ("amount", id);
create index "quota_created_at_idx" on "quota" (created_at, id);
create index "quota_updated_at_idx" on "quota" (updated_at, id);
create index "quota_deleted_at_idx" on "quota" (deleted_at, id) where deleted_at is not null;
create unique index "quota_user_id_period_key" on "quota" (user_id, period);
create index opportunity_won_close_date on opportunity (close_date) where forecast_category = 'closed';
create index opportunity_won_start on opportunity (contract_start_date) where forecast_category = 'closed';

-- A quota is between somebody and those who lead them: the stock roles see their own, or none.
update role set rights = jsonb_set(rights, '{objects,quota}', '{"create": "none", "read": "own", "update": "none", "delete": "none"}')
where key = 'sales' and not rights->'objects' ? 'quota';
update role set rights = jsonb_set(rights, '{objects,quota}', '{"create": "none", "read": "none", "update": "none", "delete": "none"}')
where key in ('member', 'read_only') and not rights->'objects' ? 'quota';
