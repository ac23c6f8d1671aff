-- The board: columns in their order, and sums read from the index alone.
create index opportunity_board on opportunity (pipeline, stage, close_date, id)
  include (owner_id, amount, probability, currency, forecast_category) where closed_at is null and deleted_at is null;
-- Won and lost of a span of time, on the board and in the forecast.
create index opportunity_closed on opportunity (closed_at, id)
  include (pipeline, stage, owner_id, amount, probability, currency, forecast_category) where closed_at is not null and deleted_at is null;
-- What moved since last week (forecast).
create index change_log_deals on change_log (at) where object = 'opportunity'
  and changes ?| array['stage', 'amount', 'close_date', 'owner_id', 'pipeline', 'deleted_at'];
