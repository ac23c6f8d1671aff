-- Settings documents are versioned: each change stands in the change log under the document's id.
alter table setting add column id uuid not null default gen_random_uuid();
alter table setting add column version bigint not null default 1;
