-- Reading at a million leads. Planning and opening some fifty monthly partitions cost more than a timeline itself, so from here on a
-- partition holds a year: `ensure_partitions` makes the year where nothing of it exists, and goes on by months where it has begun so.
create or replace function ensure_partitions(first date, last date) returns void language plpgsql as $$
declare
  year date;
  month date;
  parent text;
  moment text;
begin
  foreach parent in array array['activity', 'change_log'] loop
    moment := case parent when 'activity' then 'occurred_at' else 'at' end;
    for year in select generate_series(date_trunc('year', first::timestamp), last, interval '1 year')::date loop
      if to_regclass(format('%s_%s', parent, to_char(year, 'YYYY'))) is not null then continue; end if;
      if not exists (select 1 from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = parent::regclass and c.relname ~ ('^' || parent || to_char(year, '_YYYY') || '\d\d$'))
        and add_partition(parent, moment, to_char(year, 'YYYY'), year, (year + interval '1 year')::date) then continue; end if;
      for month in select generate_series(greatest(year, date_trunc('month', first::timestamp)), least(last, year + interval '1 year - 1 day'), interval '1 month')::date loop
        perform add_partition(parent, moment, to_char(month, 'YYYYMM'), month, (month + interval '1 month')::date);
      end loop;
    end loop;
  end loop;
end $$;

-- One partition, unless it is there or rows of it lie in the default partition already: rows are never moved under a running program.
create function add_partition(parent text, moment text, suffix text, start date, until date) returns boolean language plpgsql as $$
declare
  taken boolean;
begin
  if to_regclass(format('%s_%s', parent, suffix)) is not null then return true; end if;
  execute format('select exists (select 1 from %I where %I >= %L and %I < %L)', parent || '_default', moment, start::timestamptz, moment, until::timestamptz) into taken;
  if taken then return false; end if;
  execute format('create table %I partition of %I for values from (%L) to (%L)', parent || '_' || suffix, parent, start::timestamptz, until::timestamptz);
  return true;
end $$;

-- A workspace that begins with this version has whole years from the first row on.
do $$
declare
  name text;
begin
  if exists (select 1 from activity) or exists (select 1 from change_log) then return; end if;
  for name in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('activity'::regclass, 'change_log'::regclass) and c.relname ~ '_\d{6}$' loop
    execute format('drop table %I', name);
  end loop;
  perform ensure_partitions((now() - interval '1 month')::date, (now() + interval '3 months')::date);
end $$;

-- Processes keep for seconds whom a key or a session belongs to; whatever changes that is announced, by whichever door it came.
create function announce_actors() returns trigger language plpgsql as $$
begin
  perform pg_notify('hedgerow_actors', '');
  return null;
end $$;
create trigger actors_changed after update or delete on "user" for each statement execute function announce_actors();
create trigger actors_changed after insert or update or delete on role for each statement execute function announce_actors();
create trigger actors_changed after delete or update of user_id, scopes, revoked_at on api_key for each statement execute function announce_actors();
create trigger actors_changed after delete or update of user_id, token, expires_at on auth_session for each statement execute function announce_actors();

-- What belongs to an account, newest first: its page shows a few of each, and the account may have hundreds.
create index lead_account_newest on lead (account_id, created_at, id) where account_id is not null;
drop index lead_account_id;
create index contact_account_newest on contact (account_id, created_at, id) where account_id is not null;
drop index contact_account_id_idx;
create index opportunity_account_newest on opportunity (account_id, created_at, id) where account_id is not null;
drop index opportunity_account_id_idx;
