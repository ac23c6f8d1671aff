-- Pipelines as data, products, contact roles, and how long opportunities stand in their stages (E2, E3, E4, E8).
create table "pipeline" (
  id uuid not null,
  "key" text not null,
  "label" text not null,
  "position" bigint not null,
  "stages" jsonb not null,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "pipeline_created_at_idx" on "pipeline" (created_at, id);
create index "pipeline_updated_at_idx" on "pipeline" (updated_at, id);
create index "pipeline_deleted_at_idx" on "pipeline" (deleted_at, id) where deleted_at is not null;
create unique index "pipeline_key_key" on "pipeline" (key);

create table "product" (
  id uuid not null,
  "name" text collate "und-x-icu" not null,
  "add_on" boolean not null default false,
  "billing" text not null,
  "price" numeric(18,2),
  "active" boolean not null default true,
  "position" bigint not null,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "product_name_idx" on "product" ("name", id);
create index "product_created_at_idx" on "product" (created_at, id);
create index "product_updated_at_idx" on "product" (updated_at, id);
create index "product_deleted_at_idx" on "product" (deleted_at, id) where deleted_at is not null;

create table "contact_role" (
  id uuid not null,
  "opportunity_id" uuid not null,
  "contact_id" uuid not null,
  "role" text,
  "is_primary" boolean not null default false,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "contact_role_contact_id_idx" on "contact_role" ("contact_id") where "contact_id" is not null;
create index "contact_role_created_at_idx" on "contact_role" (created_at, id);
create index "contact_role_updated_at_idx" on "contact_role" (updated_at, id);
create index "contact_role_deleted_at_idx" on "contact_role" (deleted_at, id) where deleted_at is not null;
-- Who was taken out may come in again.
create unique index "contact_role_opportunity_id_contact_id_key" on "contact_role" (opportunity_id, contact_id) where deleted_at is null;
create index "contact_role_opportunity_id_idx" on "contact_role" ("opportunity_id");

create table opportunity_stage_entry (
  opportunity_id uuid not null,
  entered_at timestamptz(3) not null,
  left_at timestamptz(3),
  pipeline text not null,
  stage text not null,
  amount numeric(18,2) not null,
  primary key (opportunity_id, entered_at)
);
-- The last stays of a stage, for its median, from the index alone.
create index opportunity_stage_entry_left_idx on opportunity_stage_entry (pipeline, stage, left_at desc) include (entered_at) where left_at is not null;

-- What is there already: where each opportunity stands, and its primary contact's role.
update opportunity set stage_entered_at = coalesce(closed_at, created_at) where stage_entered_at is null;
insert into opportunity_stage_entry (opportunity_id, entered_at, pipeline, stage, amount)
  select id, stage_entered_at, pipeline, stage, amount from opportunity;
insert into contact_role (id, opportunity_id, contact_id, is_primary, created_at, created_by, updated_at, updated_by, version)
  select gen_random_uuid(), id, primary_contact_id, true, created_at, created_by, created_at, created_by, 1
  from opportunity where primary_contact_id is not null;
