-- Leads that lie, in the order in which they fall due, apart by whether their owners were told: a step of the pool reads its own rows
-- only, and the notices of the day before do not read again each minute what was told already. Each lead is in one of the two.
create index lead_lies_untold on lead (product_led, idle_since, id) where idle_since is not null and (pool_noticed_at is null or pool_noticed_at < idle_since);
create index lead_lies_told on lead (product_led, idle_since, id) where idle_since is not null and pool_noticed_at >= idle_since;
drop index lead_idle;
