import fs from 'node:fs'
import path from 'node:path'
import { type Config, loadConfig } from '../app/config.ts'
import { StartError } from '../platform/start_error.ts'
import { answer, answerJson, type Values } from './command.ts'
import { databaseFindings } from './doctor_database.ts'
import { type Finding, fine, note, wrong } from './doctor_findings.ts'
import { machineFindings } from './doctor_machine.ts'
import { onPostgres } from './ground.ts'

const marks = { fine: '✓', note: '·', wrong: '✗' } as const

/** `hedgerow doctor`: says in sentences what is wrong; exit code 0 when nothing is (H5). */
export async function doctor(values: Values): Promise<number> {
  const findings = await examine()
  const healthy = findings.every(finding => finding.level !== 'wrong')
  if (values.json === true) answerJson({ healthy, findings })
  else {
    for (const { level, sentence } of findings) answer(`${marks[level]} ${sentence}`)
    answer(healthy ? '\nNothing is wrong.' : `\n${findings.filter(finding => finding.level === 'wrong').length} things are wrong (✗).`)
  }
  return healthy ? 0 : 1
}

async function examine(): Promise<Finding[]> {
  let config: Config
  try {
    config = loadConfig()
  } catch (error) {
    if (error instanceof StartError) return [wrong(error.message)]
    throw error
  }
  return [fine('The settings can be read.'), ...(await machineFindings(config)), ...(await withDatabase(config))]
}

async function withDatabase(config: Config): Promise<Finding[]> {
  if (!config.databaseUrl && !fs.existsSync(path.join(config.dataDir, 'postgres', 'PG_VERSION')))
    return [note('There is no database yet; the first start makes it.')]
  try {
    return await onPostgres(config, ({ pool }) => databaseFindings(pool, config))
  } catch (error) {
    return [wrong(`The database does not answer: ${error instanceof Error ? error.message || String(error) : String(error)}`)]
  }
}
