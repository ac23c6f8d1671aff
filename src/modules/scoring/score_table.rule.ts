import { countryName } from '../countries/countries.rule.ts'
import { shortNumber } from './short_number.rule.ts'

/** What a score may look at: fields of the lead and its account, and what is read from them. */
export type ScoreField = 'employees' | 'annual_revenue' | 'role' | 'sub_role' | 'country' | 'company_type' | 'founded_year' | 'free_mail'

export type ScoreFacts = {
  employees: number | null
  annual_revenue: number | null
  role: string | null
  sub_role: string | null
  country: string | null
  company_type: string | null
  founded_year: number | null
  free_mail: boolean | null
}

/**
 * A row of numbers. Both ends belong to it; an end left out is open; the first row that holds the value counts. So "1–10 million, then
 * 10–100 million" gives exactly 10 million to the first, and "over 100" starts above 100.
 */
export type ScoreBand = { label: string; from?: number; to?: number; points: number }
/** A row of values, compared without case. */
export type ScoreChoice = { label: string; values: readonly string[]; points: number }

export type ScoreCriterion =
  | { kind: 'number'; field: ScoreField; label: string; bands: readonly ScoreBand[] }
  | { kind: 'choice'; field: ScoreField; label: string; choices: readonly ScoreChoice[]; otherwise: { label: string; points: number } }

/** A score as data that Settings edits (C2). `min` and `max` are what its rows can add up to; `high` is where it counts as high. */
export type ScoreTable = { key: string; label: string; high?: number; criteria: readonly ScoreCriterion[] }

export type ScoreReason = { field: ScoreField; label: string; points: number; value: string | number | boolean | null; known: boolean }
export type Score = { score: number; min: number; max: number; high: boolean; reasons: ScoreReason[] }

/** Adds up a table over what is known, with the reason of every point; what is not known gives 0 and says so (C2). */
export function scoreByTable(facts: ScoreFacts, table: ScoreTable): Score {
  const reasons = table.criteria.map(criterion => reasonFor(criterion, facts[criterion.field]))
  const score = reasons.reduce((sum, reason) => sum + reason.points, 0)
  return { score, ...scoreRange(table), high: table.high !== undefined && score >= table.high, reasons }
}

/** The lowest and highest sum that a table can give. */
export function scoreRange(table: ScoreTable): { min: number; max: number } {
  const points = table.criteria.map(criterion => [
    0,
    ...(criterion.kind === 'number' ? criterion.bands : [...criterion.choices, criterion.otherwise]).map(row => row.points),
  ])
  return { min: points.reduce((sum, row) => sum + Math.min(...row), 0), max: points.reduce((sum, row) => sum + Math.max(...row), 0) }
}

function reasonFor(criterion: ScoreCriterion, value: ScoreFacts[ScoreField]): ScoreReason {
  const { field } = criterion
  if (value === null || value === '') return { field, label: `${criterion.label} not known`, points: 0, value: null, known: false }
  return { field, label: valueLabel(criterion, value), points: pointsFor(criterion, value), value, known: true }
}

function pointsFor(criterion: ScoreCriterion, value: string | number | boolean): number {
  if (criterion.kind === 'number') {
    const number = Number(value)
    return criterion.bands.find(band => number >= (band.from ?? -Infinity) && number <= (band.to ?? Infinity))?.points ?? 0
  }
  return (choiceFor(criterion.choices, value) ?? criterion.otherwise).points
}

function choiceFor(choices: readonly ScoreChoice[], value: string | number | boolean): ScoreChoice | undefined {
  const text = String(value).trim().toLowerCase()
  return choices.find(choice => choice.values.some(one => one.toLowerCase() === text))
}

/** As the lead page shows it: "240 employees", "$32 M revenue", "Role: leadership", "Norway". */
function valueLabel(criterion: ScoreCriterion, value: string | number | boolean): string {
  if (criterion.field === 'employees') return `${shortNumber(Number(value))} employees`
  if (criterion.field === 'annual_revenue') return `$${shortNumber(Number(value))} revenue`
  if (criterion.field === 'founded_year') return `Founded ${value}`
  if (criterion.field === 'country') return countryName(String(value))
  if (criterion.field === 'role' || criterion.field === 'company_type') return `${criterion.label}: ${String(value).replaceAll('_', ' ')}`
  if (criterion.kind === 'choice') return (choiceFor(criterion.choices, value) ?? criterion.otherwise).label
  return `${criterion.label}: ${value}`
}
