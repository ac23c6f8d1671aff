import type pg from 'pg'

export const scales = { small: 10_000, '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const
export type Scale = keyof typeof scales

const users = 30

/**
 * Fills the tables with N leads and contacts, N/4 accounts, N/2 opportunities, 10 N activities over four years, set-based and from a
 * fixed seed: the same rows on every machine. Owners, accounts and sources are skewed as in life (data.md): few have most.
 */
export async function generate(pool: pg.Pool, scale: Scale, say: (line: string) => void): Promise<void> {
  const n = scales[scale]
  const client = await pool.connect()
  const run = async (label: string, text: string) => {
    const start = performance.now()
    await client.query(text)
    say(`${label.padEnd(14)}${((performance.now() - start) / 1_000).toFixed(1)} s`)
  }
  try {
    await client.query(
      'set statement_timeout = 0; set synchronous_commit = off; set max_parallel_workers_per_gather = 0; select setseed(0.42)',
    )
    await client.query(`create or replace function pg_temp.made(n bigint, kind text, at timestamptz) returns uuid language sql immutable as $$
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(kind || n), 1, 3) || '8' || substr(md5(kind || n), 4, 15))::uuid $$;
      create or replace function pg_temp.day(n bigint, total bigint) returns timestamptz language sql stable as $$
      select date_trunc('day', now()) - interval '4 years' + interval '4 years' * (n::float8 / total) $$;
      create or replace function pg_temp.zipf(most int) returns int language sql volatile as $$ select least(most, floor(power(most::float8 + 1, random()))::int) $$;`)
    await client.query(`select ensure_partitions((now() - interval '49 months')::date, (now() + interval '1 month')::date)`)
    await client.query(
      `create temp table person as select row_number() over (order by id) as n, id from "user" where role = 'sales' limit ${users}`,
    )
    await client.query(`create temp table word (n int primary key, first text, last text, company text)`)
    await client.query('insert into word select i, ($1::text[])[i], ($2::text[])[i], ($3::text[])[i] from generate_series(1, 60) i', [
      names(0),
      names(1),
      names(2),
    ])
    const when = `pg_temp.day(g.n, ${n})`
    const system = (at: string) => `${at}, ${at} + random() * (now() - ${at}), 1 + floor(random() * 5)`
    await run(
      'accounts',
      `insert into account (id, name, domain, website, industry, employees, annual_revenue, country, owner_id, type, mrr, created_at, updated_at, version, last_touched_at)
       select pg_temp.made(g.n, 'account', at), w.company || ' ' || g.n, lower(w.company) || g.n || '.example', null, (array['Logistics','Health','Games'])[1 + g.n % 3], pg_temp.zipf(20000),
         random() * 1e8, ${country}, p.id, case when random() < 0.2 then 'customer' end, case when random() < 0.2 then round((random() * 9000)::numeric, 2) end, ${system('at')}, at + random() * (now() - at)
       from (select n, pg_temp.day(n, ${n / 4}) as at, pg_temp.zipf(${users}) as owner, 1 + floor(random() * 60)::int as word from generate_series(1, ${n / 4}) n) g join person p on p.n = g.owner join word w on w.n = g.word`,
    )
    await client.query('insert into account_domain select domain, id from account; analyze account')
    await client.query(
      'create temp table company as select row_number() over (order by id) as n, id, domain, name from account; create unique index on company (n); analyze company',
    )
    const person = `from (select n, ${when.replaceAll('g.n', 'n')} as at, pg_temp.zipf(${users}) as owner, pg_temp.zipf(${n / 4}) as account, 1 + floor(random() * 60)::int as f, 1 + floor(random() * 60)::int as l from generate_series(1, ${n}) n) g
       join person p on p.n = g.owner join company c on c.n = g.account join word wf on wf.n = g.f join word wl on wl.n = g.l`
    await run(
      'contacts',
      `insert into contact (id, name, first_name, last_name, email, phone, title, country, account_id, owner_id, source, product_signup_ts, created_at, updated_at, version, last_touched_at)
       select pg_temp.made(g.n, 'contact', at), wf.first || ' ' || wl.last, wf.first, wl.last, lower(wf.first) || g.n || '@' || c.domain, '+49301' || lpad(g.n::text, 7, '0'), 'Engineer', ${country}, c.id, p.id, 'email',
         case when random() < 0.4 then at end, ${system('at')}, case when random() < 0.7 then at + random() * (now() - at) end ${person}`,
    )
    await client.query('insert into contact_email select email, id from contact')
    await run(
      'leads',
      `insert into lead (id, name, first_name, last_name, email, phone, company, domain, country, status, owner_id, source, score, icp_score, score_reasons, monthly_events, monthly_active_users, account_id, sales_form_message,
         assigned_at, assignment_reason, first_responded_at, sla_due_at, last_touched_at, next_step_date, created_at, updated_at, version)
       select pg_temp.made(g.n, 'lead', at), wf.first || ' ' || wl.last, wf.first, wl.last, lower(wl.last) || g.n || '@' || c.domain, '+1415' || lpad(g.n::text, 7, '0'), c.name, c.domain, ${country},
         case when g.n > ${n * 0.96} then 'new' else (array['converted','unqualified','unqualified','nurturing','working','unqualified'])[1 + floor(random() * 6)::int] end,
         case when random() < 0.95 then p.id end, (array['product_signup','contact_form','email','contact_form','event','import'])[least(6, pg_temp.zipf(6))], floor(random() * 71), floor(random() * 40) - 15, '{"lead":{"max":70,"reasons":[]}}',
         case when random() < 0.6 then (random() * random() * 2e7)::bigint end, case when random() < 0.4 then pg_temp.zipf(900000) end, c.id, 'We would like to know what it costs.',
         at, 'Territory and rotation.', case when random() < 0.8 then at + interval '3 hours' end, at + interval '24 hours', case when random() < 0.8 then at + random() * (now() - at) end,
         case when random() < 0.1 then (now() + (random() - 0.5) * interval '60 days')::date end, ${system('at')} ${person}`,
    )
    await run(
      'opportunities',
      `insert into opportunity (id, name, account_id, record_type, type, pipeline, stage, probability, forecast_category, amount, currency, close_date, owner_id, next_step_date, created_at, updated_at, version)
       select pg_temp.made(g.n, 'opportunity', at), c.name || ' plan', c.id, 'new_business', 'annual_plan', 'sales', (array['closed_won','closed_lost','inbound_lead','meeting_booked','demo_completed'])[pg_temp.zipf(5)], 20, 'pipeline',
         round((random() * 90000)::numeric, 2), 'USD', (at + interval '60 days')::date, p.id, case when random() < 0.3 then (now() + (random() - 0.5) * interval '60 days')::date end, ${system('at')}
       from (select n, pg_temp.day(n, ${n / 2}) as at, pg_temp.zipf(${users}) as owner, pg_temp.zipf(${n / 4}) as account from generate_series(1, ${n / 2}) n) g join person p on p.n = g.owner join company c on c.n = g.account`,
    )
    await client.query(
      'create temp table subject as select row_number() over (order by id) as n, id, account_id, created_at from lead; create unique index on subject (n); analyze subject',
    )
    await run(
      'activities',
      `insert into activity (id, kind, direction, occurred_at, title, text, user_id, record_object, record_id, lead_id, account_id, created_at, updated_at, version)
       select pg_temp.made(g.n, 'activity', at), (array['mail','call','meeting','form','product_event'])[1 + floor(random() * 5)::int], 'out', at, 'Something happened', 'A few words about what was said and what comes next.', p.id, 'lead', s.id, s.id, s.account_id, at, at, 1
       from (select n, pg_temp.day(n, ${n * 10}) as at, pg_temp.zipf(${users}) as owner, pg_temp.zipf(${n}) as subject from generate_series(1, ${n * 10}) n) g join person p on p.n = g.owner join subject s on s.n = g.subject`,
    )
    await run(
      'tasks',
      `insert into task (id, subject, due_at, owner_id, priority, done_at, record_object, record_id, lead_id, account_id, created_at, updated_at, version)
       select pg_temp.made(g.n, 'task', at), 'Call back', at + interval '3 days', p.id, 'normal', case when g.n % 10 < 9 then at + interval '2 days' end, 'lead', s.id, s.id, s.account_id, at, at, 1
       from (select n, pg_temp.day(n, ${n * 0.3}) as at, pg_temp.zipf(${users}) as owner, pg_temp.zipf(${n}) as subject from generate_series(1, ${n * 0.3}) n) g join person p on p.n = g.owner join subject s on s.n = g.subject`,
    )
    await run(
      'change log',
      `insert into change_log (at, actor_kind, means, object, record_id, kind, changes)
       select created_at, 'system', 'bench', 'lead', id, 'lead.created', jsonb_build_object('status', jsonb_build_array(null, status), 'owner_id', jsonb_build_array(null, owner_id)) from lead`,
    )
    // Whoever starts next begins at the end of the log, with nothing to do: scores of generated leads stay as they are.
    await client.query('delete from consumer; delete from graphile_worker._private_jobs')
    await run('vacuum', 'vacuum (analyze)')
  } finally {
    client.release(true)
  }
}

const country = `(array['US','US','US','DE','DE','GB','FR','NL','IN','BR','JP','SE','CA','AU','PL','ES','KE'])[1 + floor(random() * 17)::int]`

const stems = 'ka lo mi ra ne to su vi be no pa li'.split(' ')
/** Sixty made-up words that can be told apart and searched for. */
const names = (set: number): string[] =>
  Array.from({ length: 60 }, (_, index) => {
    const at = (step: number) => stems[(index * (7 + set) + step * 5 + Math.floor(index / 12) * (set + 1)) % stems.length] ?? ''
    const word = `${at(0)}${at(1)}${at(set + 2)}${String.fromCharCode(97 + (index % 26))}`
    return word.charAt(0).toUpperCase() + word.slice(1)
  })
