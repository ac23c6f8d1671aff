-- Search as you type (data.md section 4): one row a token of a record, walked in index order. Derived: `hedgerow doctor` can rebuild it.
-- rank = -hours of the record's last activity since 1970, so that the smallest comes first.
create table search_token (
  token text collate "C" not null,
  rank integer not null,
  kind smallint not null,
  entity_id uuid not null
);
create index st_p3 on search_token (left(token, 3), rank) include (token, kind, entity_id);
create index st_tok on search_token (token, rank) include (kind, entity_id);
-- By record: to replace its tokens, and to check the further words of a query.
create index st_entity on search_token (entity_id);

-- Every word there is and in how many records: typos are matched against these, never against rows.
create table search_vocabulary (token text collate "C" primary key, df bigint not null);
create index sv_trgm on search_vocabulary using gin (token gin_trgm_ops);
