import { type ScoreInput, scoreFacts } from './score_facts.rule.ts'
import { type Score, type ScoreTable, scoreByTable } from './score_table.rule.ts'

/** The ICP score, −15…24 in the playbook, high from 12: how close to the ideal customer profile (C2). */
export function icpScore(input: ScoreInput, table: ScoreTable): Score {
  return scoreByTable(scoreFacts(input), table)
}
