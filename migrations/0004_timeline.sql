-- Finished tasks stand on the timeline at the moment they were done, so that branch needs its own order.
create index task_lead_done on task (lead_id, done_at, id) where lead_id is not null and done_at is not null;
create index task_contact_done on task (contact_id, done_at, id) where contact_id is not null and done_at is not null;
create index task_account_done on task (account_id, done_at, id) where account_id is not null and done_at is not null;
create index task_opportunity_done on task (opportunity_id, done_at, id) where opportunity_id is not null and done_at is not null;
