-- The records, their log and what the engine keeps beside them. Tables of objects are written from their definitions
-- (src/platform/object/column.ts); a drift test holds both together.
create extension if not exists pg_trgm;

create table "user" (
  id uuid not null primary key,
  name text collate "und-x-icu" not null,
  email text not null,
  role text not null,
  active boolean not null default true,
  time_zone text not null default 'UTC',
  team_ids uuid[] not null default '{}',
  out_of_office_from date,
  out_of_office_until date,
  further_addresses text[] not null default '{}',
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3)
);
create unique index user_email_key on "user" (email);
create index user_created_at on "user" (created_at, id);
create index user_updated_at on "user" (updated_at, id);
create index user_name on "user" (name, id);

create table team (
  id uuid not null primary key,
  name text not null,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3)
);
create index team_created_at on team (created_at, id);
create index team_updated_at on team (updated_at, id);

create table role (
  id uuid not null primary key,
  key text not null,
  label text not null,
  rights jsonb not null,
  position bigint not null default 1,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3)
);
create unique index role_key_key on role (key);
create index role_created_at on role (created_at, id);
create index role_updated_at on role (updated_at, id);

create table "lead" (
  id uuid not null,
  "name" text collate "und-x-icu" not null,
  "first_name" text,
  "last_name" text,
  "email" text,
  "phone" text,
  "title" text,
  "role_at_organization" text,
  "country" text,
  "region" text,
  "city" text,
  "company" text collate "und-x-icu",
  "domain" text collate "und-x-icu",
  "website" text,
  "industry" text,
  "employees" bigint,
  "annual_revenue" double precision,
  "founded_year" bigint,
  "company_type" text,
  "status" text not null,
  "owner_id" uuid,
  "source" text not null,
  "score" bigint not null,
  "icp_score" bigint not null,
  "score_reasons" jsonb,
  "sales_form_message" text,
  "product_interest" text,
  "monthly_active_users" bigint,
  "monthly_events" bigint,
  "monthly_recordings" bigint,
  "wants_annual" boolean not null default false,
  "needs_evaluation" boolean not null default false,
  "selected_deployment_type" text,
  "product_signup_ts" timestamptz(3),
  "is_organization_first_user" boolean not null default false,
  "plan" text,
  "product_led" boolean not null default false,
  "self_serve_no_interaction" boolean not null default false,
  "potential_value" double precision,
  "disqualification_reason" text,
  "disqualification_notes" text,
  "nurture_until" date,
  "next_steps" text,
  "next_step_date" date,
  "assigned_at" timestamptz(3),
  "assignment_reason" text,
  "assignment_steps" jsonb,
  "territory_id" uuid,
  "first_responded_at" timestamptz(3),
  "sla_due_at" timestamptz(3),
  "last_touched_at" timestamptz(3),
  "pooled_at" timestamptz(3),
  "ticket_url" text,
  "recommended_flow" text,
  "recommended_flow_reason" text,
  "checklist" jsonb,
  "qualification" jsonb,
  "provenance" jsonb,
  "submitted" jsonb,
  "contact_id" uuid,
  "account_id" uuid,
  "opportunity_id" uuid,
  "converted_at" timestamptz(3),
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  search_text text generated always as (lower(coalesce("name", '') || ' ' || coalesce("email", '') || ' ' || coalesce("phone", '') || ' ' || coalesce("company", ''))) stored,
  primary key (id)
);
create index "lead_name_idx" on "lead" ("name", id);
create index "lead_email_idx" on "lead" ("email" nulls first, id);
create index "lead_country_idx" on "lead" ("country" nulls first, id);
create index "lead_company_idx" on "lead" ("company" nulls first, id);
create index "lead_domain_idx" on "lead" ("domain" nulls first, id);
create index "lead_status_idx" on "lead" ("status", id);
create index "lead_owner_id_idx" on "lead" ("owner_id" nulls first, id);
create index "lead_source_idx" on "lead" ("source", id);
create index "lead_score_idx" on "lead" ("score", id);
create index "lead_icp_score_idx" on "lead" ("icp_score", id);
create index "lead_monthly_active_users_idx" on "lead" ("monthly_active_users" nulls first, id);
create index "lead_monthly_events_idx" on "lead" ("monthly_events" nulls first, id);
create index "lead_next_step_date_idx" on "lead" ("next_step_date" nulls first, id);
create index "lead_assigned_at_idx" on "lead" ("assigned_at" nulls first, id);
create index "lead_first_responded_at_idx" on "lead" ("first_responded_at" nulls first, id);
create index "lead_sla_due_at_idx" on "lead" ("sla_due_at" nulls first, id);
create index "lead_last_touched_at_idx" on "lead" ("last_touched_at" nulls first, id);
create index "lead_pooled_at_idx" on "lead" ("pooled_at" nulls first, id);
create index "lead_created_at_idx" on "lead" (created_at, id);
create index "lead_updated_at_idx" on "lead" (updated_at, id);
create index "lead_deleted_at_idx" on "lead" (deleted_at, id) where deleted_at is not null;
create index "lead_search_text_idx" on "lead" using gin (search_text gin_trgm_ops);

create table "contact" (
  id uuid not null,
  "name" text collate "und-x-icu" not null,
  "first_name" text,
  "last_name" text,
  "email" text,
  "emails" text[] not null default '{}',
  "phone" text,
  "title" text,
  "role_at_organization" text,
  "country" text,
  "account_id" uuid,
  "owner_id" uuid,
  "source" text,
  "do_not_contact" boolean not null default false,
  "selected_deployment_type" text,
  "product_signup_ts" timestamptz(3),
  "is_organization_first_user" boolean not null default false,
  "plan" text,
  "last_touched_at" timestamptz(3),
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  search_text text generated always as (lower(coalesce("name", '') || ' ' || coalesce("email", '') || ' ' || coalesce("phone", ''))) stored,
  primary key (id)
);
create index "contact_name_idx" on "contact" ("name", id);
create index "contact_email_idx" on "contact" ("email" nulls first, id);
create index "contact_country_idx" on "contact" ("country" nulls first, id);
create index "contact_account_id_idx" on "contact" ("account_id") where "account_id" is not null;
create index "contact_owner_id_idx" on "contact" ("owner_id" nulls first, id);
create index "contact_product_signup_ts_idx" on "contact" ("product_signup_ts" nulls first, id);
create index "contact_last_touched_at_idx" on "contact" ("last_touched_at" nulls first, id);
create index "contact_created_at_idx" on "contact" (created_at, id);
create index "contact_updated_at_idx" on "contact" (updated_at, id);
create index "contact_deleted_at_idx" on "contact" (deleted_at, id) where deleted_at is not null;
create index "contact_search_text_idx" on "contact" using gin (search_text gin_trgm_ops);

create table "account" (
  id uuid not null,
  "name" text collate "und-x-icu" not null,
  "domain" text collate "und-x-icu",
  "domains" jsonb,
  "website" text,
  "industry" text,
  "employees" bigint,
  "annual_revenue" double precision,
  "founded_year" bigint,
  "company_type" text,
  "country" text,
  "city" text,
  "phone" text,
  "owner_id" uuid,
  "type" text,
  "parent_id" uuid,
  "slack_channel_id" text,
  "stripe_customer_id" text,
  "external_id" text,
  "mrr" numeric(18,2),
  "arr" numeric(18,2),
  "enriched_at" timestamptz(3),
  "provenance" jsonb,
  "last_touched_at" timestamptz(3),
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  search_text text generated always as (lower(coalesce("name", '') || ' ' || coalesce("domain", '') || ' ' || coalesce("phone", ''))) stored,
  primary key (id)
);
create index "account_name_idx" on "account" ("name", id);
create index "account_domain_idx" on "account" ("domain" nulls first, id);
create index "account_employees_idx" on "account" ("employees" nulls first, id);
create index "account_annual_revenue_idx" on "account" ("annual_revenue" nulls first, id);
create index "account_country_idx" on "account" ("country" nulls first, id);
create index "account_owner_id_idx" on "account" ("owner_id" nulls first, id);
create index "account_parent_id_idx" on "account" ("parent_id") where "parent_id" is not null;
create index "account_external_id_idx" on "account" ("external_id") where "external_id" is not null;
create index "account_mrr_idx" on "account" ("mrr" nulls first, id);
create index "account_arr_idx" on "account" ("arr" nulls first, id);
create index "account_last_touched_at_idx" on "account" ("last_touched_at" nulls first, id);
create index "account_created_at_idx" on "account" (created_at, id);
create index "account_updated_at_idx" on "account" (updated_at, id);
create index "account_deleted_at_idx" on "account" (deleted_at, id) where deleted_at is not null;
create index "account_search_text_idx" on "account" using gin (search_text gin_trgm_ops);

create table "opportunity" (
  id uuid not null,
  "name" text collate "und-x-icu" not null,
  "account_id" uuid not null,
  "primary_contact_id" uuid,
  "record_type" text not null,
  "type" text not null,
  "pipeline" text not null,
  "stage" text not null,
  "probability" bigint not null,
  "forecast_category" text not null,
  "amount" numeric(18,2) not null,
  "currency" text,
  "close_date" date not null,
  "owner_id" uuid not null,
  "source" text,
  "lead_id" uuid,
  "next_steps" text,
  "next_step_date" date,
  "loss_reason" text,
  "additional_loss_context" text,
  "contract_start_date" date,
  "contract_term_months" bigint,
  "contract_link" text,
  "products" jsonb,
  "arr_up_for_renewal" numeric(18,2),
  "renewal_of_id" uuid,
  "self_serve_post_engagement" boolean not null default false,
  "trial_starts_on" date,
  "trial_ends_on" date,
  "stage_entered_at" timestamptz(3),
  "closed_at" timestamptz(3),
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  search_text text generated always as (lower(coalesce("name", ''))) stored,
  primary key (id)
);
create index "opportunity_name_idx" on "opportunity" ("name", id);
create index "opportunity_account_id_idx" on "opportunity" ("account_id") where "account_id" is not null;
create index "opportunity_primary_contact_id_idx" on "opportunity" ("primary_contact_id") where "primary_contact_id" is not null;
create index "opportunity_pipeline_idx" on "opportunity" ("pipeline", id);
create index "opportunity_stage_idx" on "opportunity" ("stage", id);
create index "opportunity_probability_idx" on "opportunity" ("probability", id);
create index "opportunity_amount_idx" on "opportunity" ("amount", id);
create index "opportunity_close_date_idx" on "opportunity" ("close_date", id);
create index "opportunity_owner_id_idx" on "opportunity" ("owner_id", id);
create index "opportunity_lead_id_idx" on "opportunity" ("lead_id") where "lead_id" is not null;
create index "opportunity_next_step_date_idx" on "opportunity" ("next_step_date" nulls first, id);
create index "opportunity_renewal_of_id_idx" on "opportunity" ("renewal_of_id") where "renewal_of_id" is not null;
create index "opportunity_closed_at_idx" on "opportunity" ("closed_at" nulls first, id);
create index "opportunity_created_at_idx" on "opportunity" (created_at, id);
create index "opportunity_updated_at_idx" on "opportunity" (updated_at, id);
create index "opportunity_deleted_at_idx" on "opportunity" (deleted_at, id) where deleted_at is not null;
create index "opportunity_search_text_idx" on "opportunity" using gin (search_text gin_trgm_ops);

create table "task" (
  id uuid not null,
  "subject" text collate "und-x-icu" not null,
  "notes" text,
  "due_at" timestamptz(3),
  "owner_id" uuid,
  "priority" text not null,
  "done_at" timestamptz(3),
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
create index "task_subject_idx" on "task" ("subject", id);
create index "task_due_at_idx" on "task" ("due_at" nulls first, id);
create index "task_owner_id_idx" on "task" ("owner_id" nulls first, id);
create index "task_priority_idx" on "task" ("priority", id);
create index "task_done_at_idx" on "task" ("done_at" nulls first, id);
create index "task_created_at_idx" on "task" (created_at, id);
create index "task_updated_at_idx" on "task" (updated_at, id);
create index "task_deleted_at_idx" on "task" (deleted_at, id) where deleted_at is not null;
create index "task_lead_idx" on "task" (lead_id, created_at, id) where lead_id is not null;
create index "task_contact_idx" on "task" (contact_id, created_at, id) where contact_id is not null;
create index "task_account_idx" on "task" (account_id, created_at, id) where account_id is not null;
create index "task_opportunity_idx" on "task" (opportunity_id, created_at, id) where opportunity_id is not null;

create table "note" (
  id uuid not null,
  "text" text not null,
  "mentions" uuid[] not null default '{}',
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
create index "note_created_at_idx" on "note" (created_at, id);
create index "note_updated_at_idx" on "note" (updated_at, id);
create index "note_deleted_at_idx" on "note" (deleted_at, id) where deleted_at is not null;
create index "note_lead_idx" on "note" (lead_id, created_at, id) where lead_id is not null;
create index "note_contact_idx" on "note" (contact_id, created_at, id) where contact_id is not null;
create index "note_account_idx" on "note" (account_id, created_at, id) where account_id is not null;
create index "note_opportunity_idx" on "note" (opportunity_id, created_at, id) where opportunity_id is not null;

create table "activity" (
  id uuid not null,
  "kind" text not null,
  "direction" text,
  "occurred_at" timestamptz(3) not null,
  "title" text not null,
  "text" text,
  "html" text,
  "user_id" uuid,
  "message_id" uuid,
  "inbound_id" uuid,
  "detail" jsonb,
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
  primary key (id, occurred_at)
) partition by range (occurred_at);
create index "activity_occurred_at_idx" on "activity" ("occurred_at", id);
create index "activity_lead_idx" on "activity" (lead_id, occurred_at, id) where lead_id is not null;
create index "activity_contact_idx" on "activity" (contact_id, occurred_at, id) where contact_id is not null;
create index "activity_account_idx" on "activity" (account_id, occurred_at, id) where account_id is not null;
create index "activity_opportunity_idx" on "activity" (opportunity_id, occurred_at, id) where opportunity_id is not null;

create table "territory" (
  id uuid not null,
  "name" text not null,
  "position" bigint not null,
  "countries" jsonb not null,
  "members" uuid[] not null default '{}',
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "territory_created_at_idx" on "territory" (created_at, id);
create index "territory_updated_at_idx" on "territory" (updated_at, id);
create index "territory_deleted_at_idx" on "territory" (deleted_at, id) where deleted_at is not null;

create table "view" (
  id uuid not null,
  "name" text not null,
  "object" text not null,
  "filter" jsonb,
  "sort" jsonb,
  "columns" jsonb,
  "group_by" text,
  "layout" text,
  "shared" boolean not null default false,
  "position" bigint,
  "owner_id" uuid,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "view_created_at_idx" on "view" (created_at, id);
create index "view_updated_at_idx" on "view" (updated_at, id);
create index "view_deleted_at_idx" on "view" (deleted_at, id) where deleted_at is not null;

create table "form" (
  id uuid not null,
  "name" text not null,
  "slug" text not null,
  "title" text,
  "intro" text,
  "fields" jsonb not null,
  "button" text,
  "thank_you" text,
  "redirect_url" text,
  "redirect_hosts" jsonb not null,
  "source" text not null,
  "active" boolean not null default true,
  "captcha" jsonb,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "form_created_at_idx" on "form" (created_at, id);
create index "form_updated_at_idx" on "form" (updated_at, id);
create index "form_deleted_at_idx" on "form" (deleted_at, id) where deleted_at is not null;
create unique index "form_slug_key" on "form" (slug);

create table "file" (
  id uuid not null,
  "name" text collate "und-x-icu" not null,
  "content_type" text not null,
  "size" bigint not null,
  "sha256" text not null,
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
create index "file_name_idx" on "file" ("name", id);
create index "file_size_idx" on "file" ("size", id);
create index "file_created_at_idx" on "file" (created_at, id);
create index "file_updated_at_idx" on "file" (updated_at, id);
create index "file_deleted_at_idx" on "file" (deleted_at, id) where deleted_at is not null;
create index "file_lead_idx" on "file" (lead_id, created_at, id) where lead_id is not null;
create index "file_contact_idx" on "file" (contact_id, created_at, id) where contact_id is not null;
create index "file_account_idx" on "file" (account_id, created_at, id) where account_id is not null;
create index "file_opportunity_idx" on "file" (opportunity_id, created_at, id) where opportunity_id is not null;

create table "webhook" (
  id uuid not null,
  "url" text not null,
  "description" text,
  "events" jsonb not null,
  "active" boolean not null default true,
  "secret_sealed" text,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "webhook_created_at_idx" on "webhook" (created_at, id);
create index "webhook_updated_at_idx" on "webhook" (updated_at, id);
create index "webhook_deleted_at_idx" on "webhook" (deleted_at, id) where deleted_at is not null;

create table "inbound" (
  id uuid not null,
  "channel" text not null,
  "source_id" text not null,
  "received_at" timestamptz(3) not null,
  "sender" text,
  "subject" text,
  "state" text not null,
  "outcome" text,
  "spam" text,
  "reason" text,
  "rule" text,
  "decision" jsonb,
  "lead_id" uuid,
  "contact_id" uuid,
  "conversation_id" uuid,
  "form_id" uuid,
  "attempts" bigint not null,
  "error" text,
  "corrected_at" timestamptz(3),
  "processed_at" timestamptz(3),
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "inbound_received_at_idx" on "inbound" ("received_at", id);
create index "inbound_lead_id_idx" on "inbound" ("lead_id") where "lead_id" is not null;
create index "inbound_created_at_idx" on "inbound" (created_at, id);
create index "inbound_updated_at_idx" on "inbound" (updated_at, id);
create index "inbound_deleted_at_idx" on "inbound" (deleted_at, id) where deleted_at is not null;

create table "address" (
  id uuid not null,
  "address" text not null,
  "purpose" text not null,
  "team_id" uuid,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "address_created_at_idx" on "address" (created_at, id);
create index "address_updated_at_idx" on "address" (updated_at, id);
create index "address_deleted_at_idx" on "address" (deleted_at, id) where deleted_at is not null;
create unique index "address_address_key" on "address" (address);

create table "conversation" (
  id uuid not null,
  "subject" text not null,
  "status" text not null,
  "owner_id" uuid,
  "handled_at" timestamptz(3),
  "address_id" uuid,
  "lead_id" uuid,
  "contact_id" uuid,
  "account_id" uuid,
  "last_message_at" timestamptz(3) not null,
  "participants" jsonb,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "conversation_lead_id_idx" on "conversation" ("lead_id") where "lead_id" is not null;
create index "conversation_contact_id_idx" on "conversation" ("contact_id") where "contact_id" is not null;
create index "conversation_account_id_idx" on "conversation" ("account_id") where "account_id" is not null;
create index "conversation_last_message_at_idx" on "conversation" ("last_message_at", id);
create index "conversation_created_at_idx" on "conversation" (created_at, id);
create index "conversation_updated_at_idx" on "conversation" (updated_at, id);
create index "conversation_deleted_at_idx" on "conversation" (deleted_at, id) where deleted_at is not null;

create table "message" (
  id uuid not null,
  "conversation_id" uuid not null,
  "inbound_id" uuid,
  "message_key" text not null,
  "direction" text not null,
  "user_id" uuid,
  "from_address" text,
  "from_name" text,
  "to_addresses" jsonb,
  "cc_addresses" jsonb,
  "subject" text,
  "sent_at" timestamptz(3) not null,
  "text" text,
  "html" text,
  "new_text" text,
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "message_conversation_id_idx" on "message" ("conversation_id") where "conversation_id" is not null;
create index "message_message_key_idx" on "message" ("message_key") where "message_key" is not null;
create index "message_sent_at_idx" on "message" ("sent_at", id);
create index "message_created_at_idx" on "message" (created_at, id);
create index "message_updated_at_idx" on "message" (updated_at, id);
create index "message_deleted_at_idx" on "message" (deleted_at, id) where deleted_at is not null;

create table "mail" (
  id uuid not null,
  "to_address" text not null,
  "subject" text not null,
  "text" text not null,
  "html" text,
  "reply_to" text,
  "state" text not null,
  "attempts" bigint not null,
  "last_error" text,
  "sent_at" timestamptz(3),
  created_at timestamptz(3) not null,
  created_by uuid,
  updated_at timestamptz(3) not null,
  updated_by uuid,
  version bigint not null,
  deleted_at timestamptz(3),
  primary key (id)
);
create index "mail_sent_at_idx" on "mail" ("sent_at" nulls first, id);
create index "mail_created_at_idx" on "mail" (created_at, id);
create index "mail_updated_at_idx" on "mail" (updated_at, id);
create index "mail_deleted_at_idx" on "mail" (deleted_at, id) where deleted_at is not null;

-- The default view of leads: owner and status under any common sort (data.md 2.2), the returning rule, and who is being contacted.
create index lead_owner_status_created on lead (owner_id, status, created_at, id);
create index lead_owner_status_cover on lead (owner_id, status) include (created_at, updated_at, last_touched_at, score, icp_score, sla_due_at, id);
create index lead_domain_created on lead (domain, created_at) where domain is not null;
create index lead_account_id on lead (account_id) where account_id is not null;
create index lead_contact_id on lead (contact_id) where contact_id is not null;
create index opportunity_owner_stage_cover on opportunity (owner_id, stage) include (created_at, updated_at, amount, close_date, id);
create index task_owner_due on task (owner_id, due_at, id) where done_at is null and deleted_at is null;
create unique index message_key on message (message_key);
create unique index address_lower_key on address (lower(address));
create index inbound_needs_a_look on inbound (received_at, id) where outcome = 'needs_a_look';
create index inbound_waiting on inbound (received_at) where state <> 'done';

-- Identity: one contact an address, one account a registrable domain (C1). The upsert targets of intake and the dedupe index.
create table contact_email (email text primary key, contact_id uuid not null);
create index contact_email_contact on contact_email (contact_id);
create table account_domain (domain text primary key, account_id uuid not null);
create index account_domain_account on account_domain (account_id);

-- Two inputs about the same person at once: the second waits for the first, so that C1 sees it.
create table intake_lock (key text primary key);

-- Whose turn it was: the highest number of a territory had the last one (rotation.rule.ts).
create table rotation_turn (
  territory_id uuid not null,
  user_id uuid not null,
  assigned bigint not null,
  primary key (territory_id, user_id)
);

-- The source's own id of every input: a second delivery finds the first.
create table inbound_key (channel text not null, source_id text not null, inbound_id uuid not null, primary key (channel, source_id));
create table inbound_raw (
  inbound_id uuid primary key,
  content_type text not null,
  envelope jsonb,
  content bytea not null
);
create table file_content (file_id uuid primary key, content bytea not null);

create table notification (
  id uuid primary key,
  user_id uuid not null,
  kind text not null,
  text text not null,
  object text,
  record_id uuid,
  created_at timestamptz(3) not null,
  read_at timestamptz(3)
);
create index notification_user on notification (user_id, created_at desc, id);
create index notification_unread on notification (user_id) where read_at is null;

create table webhook_delivery (
  id uuid primary key,
  webhook_id uuid not null,
  position text not null,
  kind text not null,
  body text not null,
  state text not null,
  attempts bigint not null default 0,
  next_attempt_at timestamptz(3),
  last_status bigint,
  last_response text,
  last_error text,
  created_at timestamptz(3) not null,
  delivered_at timestamptz(3),
  unique (webhook_id, position)
);
create index webhook_delivery_newest on webhook_delivery (webhook_id, created_at desc, id);

create table custom_field (
  object text not null,
  name text not null,
  kind text not null,
  label text not null,
  help text,
  required boolean not null default false,
  options jsonb,
  to_object text,
  position bigint not null default 1,
  retired_at timestamptz(3),
  primary key (object, name)
);
create table field_choices (object text not null, field text not null, options jsonb not null, primary key (object, field));

create table setting (key text primary key, value jsonb not null, updated_at timestamptz(3) not null, updated_by uuid);

-- The change log (architecture.md). Partitioned by month from the first day; `xid` makes consumers gapless.
create sequence change_log_seq;
create table change_log (
  seq bigint not null default nextval('change_log_seq'),
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz(3) not null,
  actor_kind text not null,
  actor_id uuid,
  means text not null,
  batch_id uuid,
  object text not null,
  record_id uuid not null,
  kind text not null,
  changes jsonb not null,
  detail jsonb,
  primary key (seq, at)
) partition by range (at);
create index change_log_order on change_log (xid, seq);
create index change_log_record on change_log (object, record_id, at, seq);
create index change_log_batch on change_log (batch_id) where batch_id is not null;

create table consumer (
  name text primary key,
  xid xid8 not null,
  seq bigint not null,
  updated_at timestamptz(3) not null,
  failures bigint not null default 0,
  error text
);
create table batch (
  id uuid primary key,
  kind text not null,
  label text not null,
  actor_kind text not null,
  actor_id uuid,
  created_at timestamptz(3) not null,
  count bigint not null default 0,
  total bigint,
  state text not null,
  undone_at timestamptz(3),
  undone_by uuid,
  payload jsonb,
  error text
);
create index batch_newest on batch (created_at, id);

create table activity_default partition of activity default;
create table change_log_default partition of change_log default;

-- Makes the monthly partitions up to a day. A month that already has rows in the default partition stays there: rows are
-- never moved under a running program.
create function ensure_partitions(first date, last date) returns void language plpgsql as $$
declare
  month date := date_trunc('month', first);
  parent text;
  moment text;
  taken boolean;
begin
  while month <= last loop
    foreach parent in array array['activity', 'change_log'] loop
      moment := case parent when 'activity' then 'occurred_at' else 'at' end;
      if to_regclass(format('%s_%s', parent, to_char(month, 'YYYYMM'))) is null then
        execute format('select exists (select 1 from %I where %I >= %L and %I < %L)', parent || '_default', moment, month::timestamptz, moment, (month + interval '1 month')::timestamptz) into taken;
        if not taken then
          execute format('create table %I partition of %I for values from (%L) to (%L)', parent || '_' || to_char(month, 'YYYYMM'), parent, month::timestamptz, (month + interval '1 month')::timestamptz);
        end if;
      end if;
    end loop;
    month := month + interval '1 month';
  end loop;
end $$;
select ensure_partitions((now() - interval '1 month')::date, (now() + interval '2 months')::date);

-- Which moment of which schedule has run: the first worker to insert the row runs it.
create table schedule_run (name text not null, at timestamptz(3) not null, primary key (name, at));
