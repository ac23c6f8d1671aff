-- Sign-in, API keys, invitations, idempotency. The auth_* tables are written by better-auth through our names; the rest by our own commands.

create table auth_session (
  id uuid primary key,
  user_id uuid not null references "user" (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_session_user on auth_session (user_id);

create table auth_account (
  id uuid primary key,
  user_id uuid not null references "user" (id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index auth_account_user on auth_account (user_id);

create table auth_verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);

create table auth_two_factor (
  id uuid primary key,
  user_id uuid not null unique references "user" (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamptz
);

-- Wrong passwords by address, and by address and network address: shared by all processes, so that a second one gives no second chance.
create unlogged table auth_attempt (
  key text primary key,
  failures integer not null,
  first_at timestamptz not null
);

create table api_key (
  id uuid primary key,
  name text not null,
  user_id uuid not null references "user" (id) on delete cascade,
  prefix text not null,
  hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz(3) not null,
  created_by uuid references "user" (id) on delete set null,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index api_key_user on api_key (user_id);

create table invitation (
  id uuid primary key,
  email text not null,
  name text,
  role text not null,
  token_hash bytea not null unique,
  created_at timestamptz(3) not null,
  created_by uuid references "user" (id) on delete set null,
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  user_id uuid references "user" (id) on delete set null
);
-- One open invitation a person: inviting again replaces the link.
create unique index invitation_open on invitation (email) where accepted_at is null;

create table idempotency (
  actor text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  answer text,
  created_at timestamptz(3) not null,
  primary key (actor, key)
);
create index idempotency_created on idempotency (created_at);
