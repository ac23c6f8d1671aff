import { type ScoreInput, scoreFacts } from './score_facts.rule.ts'
import { type Score, type ScoreTable, scoreByTable } from './score_table.rule.ts'

/** The lead score, 0–70 in the playbook: how large and how fitting the company and the person are (C2). */
export function leadScore(input: ScoreInput, table: ScoreTable): Score {
  return scoreByTable(scoreFacts(input), table)
}
