import { loadConfig } from '../app/config.ts'
import { upgrade } from '../app/program.ts'
import { answer, answerJson, type Values } from './command.ts'
import { onPostgres } from './ground.ts'

/** Brings the database to this version's state (H5). */
export async function migrateCommand(values: Values): Promise<number> {
  const applied = await onPostgres(loadConfig(), ({ pool }) => upgrade(pool))
  if (values.json === true) answerJson({ applied })
  else answer(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`)
  return 0
}
