-- Product events (B9): which ones were seen, who and which organisation they tell of, and usage a day.

-- A retry brings the same uuid. Forgotten after a while: retries come within hours.
create table product_event_seen (uuid uuid primary key, seen_on date not null);
create index product_event_seen_on on product_event_seen (seen_on);

-- What events said of a person of the product; later events name only the distinct id.
create table product_user (
  distinct_id text primary key,
  email text,
  organization_key text,
  updated_at timestamptz(3) not null
);
create index product_user_organization on product_user (organization_key) where organization_key is not null;

-- An organisation of the product. Without an account it is one without a known domain.
create table product_organization (
  key text primary key,
  name text,
  domain text,
  account_id uuid,
  -- The lead that was made for it last, so that its next user is filed there and not worked on in parallel.
  lead_id uuid,
  properties jsonb,
  updated_at timestamptz(3) not null
);
create index product_organization_account on product_organization (account_id) where account_id is not null;

-- Usage by organisation id or company domain; the row with an empty event is the whole day.
create table usage_daily (
  organization_key text not null,
  day date not null,
  event text not null,
  count bigint not null,
  users bigint not null,
  primary key (organization_key, day, event)
);
create table usage_user (
  organization_key text not null,
  day date not null,
  event text not null,
  user_key uuid not null,
  primary key (organization_key, day, event, user_key)
);
create index usage_user_day on usage_user (day);
