import pg from 'pg'

const { DATE, INT8, NUMERIC } = pg.types.builtins
const TEXT_ARRAY: number = 1009
const DATE_ARRAY = 1182
const INT8_ARRAY = 1016
const NUMERIC_ARRAY = 1231

const asText = (value: string): string => value
const textArray = (value: string): string[] => pg.types.getTypeParser(TEXT_ARRAY, 'text')(value)

const parsers = new Map<number, (value: string) => unknown>([
  // A calendar date has no time zone: as a Date it would move by a day for half of the world.
  [DATE, asText],
  [DATE_ARRAY, textArray],
  // Money must not pass through a double.
  [NUMERIC, asText],
  [NUMERIC_ARRAY, textArray],
  // Counts and sizes; nothing here comes near 2^53.
  [INT8, Number],
  [INT8_ARRAY, value => textArray(value).map(Number)],
])

/** How PostgreSQL's values become ours: timestamptz → Date, date and numeric → string, int8 → number. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format),
}
